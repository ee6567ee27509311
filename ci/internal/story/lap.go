package story

import "time"

// lap is what Lap told before.
type lap struct{ seconds, waited float64 }

// Lap are the seconds since the last Lap, or since the run began, and how many of them were waiting on AWS: a run whose release fails has
// a second one, the rollback, and what the first took is none of its time.
func (s *Story) Lap() (seconds, waited float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := lap{time.Since(s.began).Seconds(), s.waited.Seconds()}
	before := s.lap
	s.lap = now
	return now.seconds - before.seconds, now.waited - before.waited
}
