package main

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"os"
	"path"
	"strings"
	"time"
)

// file is what a path of an image is. Two that compare as the same are the same to who runs the image.
type file struct {
	kind         byte // a type of archive/tar; a hard link is the file that it names
	mode         int64
	uid, gid     int
	target       string // of a symbolic link
	major, minor int64
	capability   string
	size         int64
	sum          [sha256.Size]byte
	modified     int64 // in seconds
}

// inode is a file of which several paths may be names.
type inode struct {
	file
	offset int64 // of its content in files.contents
}

// files are those of an image, as the layers so far left them. A path has no slash at its ends.
type files struct {
	paths    map[string]*inode
	contents *os.File
	end      int64
}

func newFiles() (*files, error) {
	contents, err := os.CreateTemp("", "contents")
	if err != nil {
		return nil, err
	}
	return &files{paths: map[string]*inode{}, contents: contents}, nil
}

func (f *files) close() {
	_ = f.contents.Close()
	_ = os.Remove(f.contents.Name())
}

// capability is the one extended attribute that an engine keeps when it packs a layer.
const capability = "SCHILY.xattr.security.capability"

// apply adds what a layer's archive says, as an engine that unpacks it does: https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md.
// The files of a base keep their time.
func (f *files) apply(layer io.Reader, based bool) error {
	below := maps.Clone(f.paths)
	for entries := tar.NewReader(layer); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := clean(header.Name)
		if name == "" || header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		dir, base := path.Split(name)
		dir = f.resolve(clean(dir))
		name = path.Join(dir, base)
		if strings.HasPrefix(base, ".wh.") {
			f.whiteout(below, dir, base)
			continue
		}
		f.parents(dir)
		if header.Typeflag == tar.TypeLink {
			to, last := path.Split(clean(header.Linkname))
			if linked := f.paths[path.Join(f.resolve(clean(to)), last)]; linked != nil {
				f.put(name, linked)
			}
			continue
		}
		node, err := f.read(header, entries, based)
		if err != nil {
			return err
		}
		f.put(name, node)
	}
}

// read is what an entry says, its content kept.
func (f *files) read(header *tar.Header, content io.Reader, based bool) (*inode, error) {
	node := &inode{offset: f.end, file: file{
		kind: header.Typeflag, mode: header.Mode & 0o7777, uid: header.Uid, gid: header.Gid,
		major: header.Devmajor, minor: header.Devminor, capability: header.PAXRecords[capability], modified: 1,
	}}
	switch header.Typeflag {
	case tar.TypeSymlink:
		node.target, node.mode = header.Linkname, 0o777
	case tar.TypeDir, tar.TypeChar, tar.TypeBlock, tar.TypeFifo:
	default:
		node.kind = tar.TypeReg
		if based {
			node.modified = header.ModTime.Truncate(time.Second).Unix()
		}
	}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(f.contents, sum), content)
	f.end += size
	node.size, node.sum = size, [sha256.Size]byte(sum.Sum(nil))
	return node, err
}

// put names an inode. What was below a folder that is none any more goes.
func (f *files) put(name string, node *inode) {
	if before := f.paths[name]; before != nil && before.kind == tar.TypeDir && node.kind != tar.TypeDir {
		f.empty(f.paths, name)
	}
	f.paths[name] = node
}

// whiteout takes away what a layer says is gone: of the layers below it, and not of its own.
func (f *files) whiteout(below map[string]*inode, dir, marker string) {
	if marker == ".wh..wh..opq" {
		f.empty(below, dir)
		return
	}
	if strings.HasPrefix(marker, ".wh..wh.") { // the notes of a file system that wrote the layer
		return
	}
	name := path.Join(dir, strings.TrimPrefix(marker, ".wh."))
	was := below[name]
	if was == nil {
		return
	}
	if was.kind == tar.TypeDir {
		f.empty(below, name)
	}
	if f.paths[name] == was {
		delete(f.paths, name)
	}
}

// empty takes away what is in a folder, as far as it is what the given paths name.
func (f *files) empty(of map[string]*inode, folder string) {
	for name, was := range of {
		if (folder == "" || strings.HasPrefix(name, folder+"/")) && f.paths[name] == was {
			delete(f.paths, name)
		}
	}
}

// parents makes the folders that no layer named.
func (f *files) parents(dir string) {
	for ; dir != "." && dir != ""; dir = path.Dir(dir) {
		if f.paths[dir] == nil {
			f.paths[dir] = &inode{file: file{kind: tar.TypeDir, mode: 0o755, sum: sha256.Sum256(nil), modified: 1}}
		}
	}
}

// resolve follows the symbolic links of a folder's path, within the image.
func (f *files) resolve(dir string) string {
	const most = 255 // as the kernel, more or less: a circle ends
	done, rest := "", dir
	for range most {
		first, after, more := strings.Cut(rest, "/")
		at := path.Join(done, first)
		if node := f.paths[at]; node != nil && node.kind == tar.TypeSymlink {
			to := node.target
			if !path.IsAbs(to) {
				to = path.Join("/", done, to)
			}
			done, rest = "", clean(path.Join(to, after))
			continue
		}
		if done = at; !more {
			return done
		}
		rest = after
	}
	return dir
}

func clean(name string) string { return path.Clean("/" + name)[1:] }
