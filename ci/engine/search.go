package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/klauspost/compress/zstd"
)

// errFound is the answer of a search that found something, and the exit code of it.
var errFound = errors.New("it is there")

// search looks for a pattern in what the engine has written since a time: its cache, its databases and its log. It names
// the files and never what it found, which may be a secret.
func search(ctx context.Context, s *Settings, args []string) error {
	if len(args) != 2 {
		return errors.New("engine search: a pattern and a time, in seconds of Unix, are wanted")
	}
	pattern, err := regexp.Compile(args[0])
	if err != nil {
		return fmt.Errorf("engine search: %w", err)
	}
	seconds, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return fmt.Errorf("engine search: %w", err)
	}
	var files, found atomic.Int64
	paths := make(chan string)
	var readers sync.WaitGroup
	for range runtime.NumCPU() {
		readers.Go(func() {
			in := newSearcher(pattern)
			for path := range paths {
				files.Add(1)
				if holds, err := in.file(path); err == nil && holds {
					found.Add(1)
					say("found in %s", path)
				}
			}
		})
	}
	err = walkChanged(ctx, []string{s.stateDir(), s.runDir()}, time.Unix(seconds, 0), paths)
	close(paths)
	readers.Wait()
	if err != nil {
		return err
	}
	say("searched %d files that the engine wrote: found in %d", files.Load(), found.Load())
	if found.Load() > 0 {
		return errFound
	}
	return nil
}

// walkChanged names the files in the folders that changed since a time.
func walkChanged(ctx context.Context, roots []string, since time.Time, paths chan<- string) error {
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err == nil && d.Type().IsRegular() && changedSince(d, since) {
				paths <- path
			}
			return nil // a file may go while we look
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// changedSince goes by the time of the inode: a file that was unpacked has the modification time that its archive gave it.
func changedSince(d fs.DirEntry, since time.Time) bool {
	info, err := d.Info()
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || !time.Unix(stat.Ctim.Sec, stat.Ctim.Nsec).Before(since)
}

// A searcher reads many files into one buffer: to clear another for each is most of the work.
type searcher struct {
	pattern *regexp.Regexp
	buffer  []byte
}

// The pieces of a file overlap by more than what is searched for is long.
const piece, overlap = 1 << 20, 1 << 10

func newSearcher(pattern *regexp.Regexp) *searcher {
	return &searcher{pattern, make([]byte, piece+overlap)}
}

func (s *searcher) file(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	plain, err := s.holds(f)
	if plain || err != nil {
		return plain, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	unpacked, closer := unpack(f)
	if unpacked == nil {
		return false, nil
	}
	defer closer()
	return s.holds(unpacked)
}

// unpack is the content of a compressed layer, or nil.
func unpack(f io.Reader) (io.Reader, func()) {
	buffered := bufio.NewReader(f)
	magic, _ := buffered.Peek(4)
	switch {
	case len(magic) == 4 && magic[0] == 0x1f && magic[1] == 0x8b:
		if r, err := gzip.NewReader(buffered); err == nil {
			return r, func() { _ = r.Close() }
		}
	case string(magic) == "\x28\xb5\x2f\xfd":
		if r, err := zstd.NewReader(buffered); err == nil {
			return r, r.Close
		}
	}
	return nil, nil
}

func (s *searcher) holds(r io.Reader) (bool, error) {
	kept := 0
	for {
		n, err := io.ReadFull(r, s.buffer[kept:])
		read := s.buffer[:kept+n]
		if s.pattern.Match(read) {
			return true, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(s.buffer, read[len(read)-overlap:])
	}
}
