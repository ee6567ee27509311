package story

import (
	"io"
	"testing"
	"time"
)

func TestALapIsOfItsOwnReleaseAlone(t *testing.T) {
	const release, waited = time.Hour, 20 * time.Minute
	s := &Story{out: io.Discard, began: time.Now().Add(-release), waited: waited}
	if seconds, waiting := s.Lap(); seconds < release.Seconds() || waiting != waited.Seconds() {
		t.Errorf("the release took %v s and waited %v s", seconds, waiting)
	}
	s.waited += time.Minute
	if seconds, waiting := s.Lap(); seconds >= release.Seconds() || waiting != time.Minute.Seconds() {
		t.Errorf("its rollback took %v s and waited %v s", seconds, waiting)
	}
}
