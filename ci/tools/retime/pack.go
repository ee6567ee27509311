package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// pack is a layer in one form for one content: what it changes, by name. It says nothing of what stays as it was below.
func (f *files) pack(layer v1.Layer, based bool) (v1.Layer, error) {
	before := maps.Clone(f.paths)
	from, err := layer.Uncompressed()
	if err != nil {
		return nil, err
	}
	defer from.Close()
	if err := f.apply(from, based); err != nil {
		return nil, err
	}
	packed, err := os.CreateTemp("", "layer")
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	compressed := gzip.NewWriter(packed)
	to := tar.NewWriter(compressed)
	if err := f.write(to, before); err != nil {
		return nil, err
	}
	if err := errors.Join(to.Close(), compressed.Close()); err != nil {
		return nil, err
	}
	return tarball.LayerFromFile(packed.Name()) // it is read until the layout is written, and the container goes then
}

func (f *files) write(to *tar.Writer, before map[string]*inode) error {
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if f.paths[name] != nil || !f.isFolder(path.Dir(name)) {
			continue
		}
		gone := path.Join(path.Dir(name), ".wh."+path.Base(name))
		if err := to.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: gone, ModTime: time.Unix(1, 0)}); err != nil {
			return err
		}
	}
	written := map[*inode]string{}
	for _, name := range slices.Sorted(maps.Keys(f.paths)) {
		node := f.paths[name]
		if was := before[name]; was != nil && was.file == node.file {
			continue
		}
		header := node.header(name)
		if first, linked := written[node]; linked {
			header = &tar.Header{Typeflag: tar.TypeLink, Name: name, Linkname: first, Mode: node.mode, ModTime: header.ModTime}
		} else {
			written[node] = name
		}
		if err := to.WriteHeader(header); err != nil {
			return err
		}
		if header.Size == 0 {
			continue
		}
		if _, err := io.Copy(to, io.NewSectionReader(f.contents, node.offset, node.size)); err != nil {
			return err
		}
	}
	return nil
}

func (f *files) isFolder(dir string) bool {
	return dir == "." || f.paths[dir] != nil && f.paths[dir].kind == tar.TypeDir
}

func (i *inode) header(name string) *tar.Header {
	header := &tar.Header{
		Typeflag: i.kind, Name: name, Linkname: i.target, Size: i.size, Mode: i.mode, Uid: i.uid, Gid: i.gid,
		ModTime: time.Unix(i.modified, 0), Devmajor: i.major, Devminor: i.minor,
	}
	if i.kind == tar.TypeDir {
		header.Name += "/"
	}
	if i.capability != "" {
		header.PAXRecords = map[string]string{capability: i.capability}
	}
	return header
}
