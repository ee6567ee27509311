package main

import (
	"archive/tar"
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// A plainLayer is an uncompressed tar on disk: it only travels over the loopback,
// and compressing the AWS provider alone would take a minute. The library's own
// file layer always compresses.
type plainLayer struct {
	path   string
	digest v1.Hash
	size   int64
}

func layerFromTar(path string) (v1.Layer, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	digest, size, err := v1.SHA256(f)
	return &plainLayer{path, digest, size}, err
}

func (l *plainLayer) Digest() (v1.Hash, error)             { return l.digest, nil }
func (l *plainLayer) DiffID() (v1.Hash, error)             { return l.digest, nil }
func (l *plainLayer) Compressed() (io.ReadCloser, error)   { return os.Open(l.path) }
func (l *plainLayer) Uncompressed() (io.ReadCloser, error) { return os.Open(l.path) }
func (l *plainLayer) Size() (int64, error)                 { return l.size, nil }
func (l *plainLayer) MediaType() (types.MediaType, error)  { return types.OCIUncompressedLayer, nil }

// entry is one thing to put into a layer: a host folder or file, or given bytes.
type entry struct {
	from string // on the host
	data []byte // instead of from
	to   string // in the image, absolute
	mode fs.FileMode
	skip func(rel string) bool
}

// writeLayer packs entries with fixed times and owners, in a fixed order, so that
// the same files give the same digest.
func writeLayer(path string, entries ...entry) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(f, 1<<20)
	w := &layerWriter{tar: tar.NewWriter(buffered), dirs: map[string]bool{}}
	for _, e := range entries {
		if err := w.add(e); err != nil {
			return fmt.Errorf("pack %s: %w", e.to, err)
		}
	}
	if err := w.tar.Close(); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Close()
}

type layerWriter struct {
	tar  *tar.Writer
	dirs map[string]bool
}

func (w *layerWriter) add(e entry) error {
	if e.data != nil {
		return w.file(e.to, e.mode, int64(len(e.data)), strings.NewReader(string(e.data)))
	}
	from, err := filepath.EvalSymlinks(e.from)
	if err != nil {
		return err
	}
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(p, from), "/")
		if rel != "" && e.skip != nil && e.skip(rel) {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		return w.host(p, filepath.Join(e.to, rel), e.mode)
	})
}

// host packs one file of the host; a mode given by the entry wins for files.
func (w *layerWriter) host(from, to string, mode fs.FileMode) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		return w.dir(to)
	case info.Mode()&fs.ModeSymlink != 0:
		link, err := os.Readlink(from)
		if err != nil {
			return err
		}
		if err := w.dir(filepath.Dir(to)); err != nil {
			return err
		}
		return w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: to[1:], Linkname: link, Mode: 0o777, ModTime: layerTime})
	case !info.Mode().IsRegular():
		return nil // sockets and the like have no place in an image
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	if mode == 0 {
		mode = 0o644 | info.Mode().Perm()&0o111
	}
	return w.file(to, mode, info.Size(), f)
}

var layerTime = time.Unix(sourceDate, 0)

func (w *layerWriter) file(to string, mode fs.FileMode, size int64, r io.Reader) error {
	if err := w.dir(filepath.Dir(to)); err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: to[1:], Mode: int64(mode), Size: size, ModTime: layerTime}); err != nil {
		return err
	}
	_, err := io.Copy(w.tar, r)
	return err
}

// dir packs a folder and those above it, once. Top-level folders are Debian's: one
// of ours would replace a link such as /bin.
func (w *layerWriter) dir(path string) error {
	if path == "/" || w.dirs[path] {
		return nil
	}
	w.dirs[path] = true
	if err := w.dir(filepath.Dir(path)); err != nil {
		return err
	}
	if filepath.Dir(path) == "/" && path != "/go" {
		return nil
	}
	return w.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: path[1:] + "/", Mode: 0o755, ModTime: layerTime})
}
