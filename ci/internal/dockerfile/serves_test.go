package dockerfile

import "testing"

func TestServes(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		port   int
		health string
	}{
		"nothing":            {"FROM a\n", 0, ""},
		"both":               {"FROM a\nEXPOSE 8000\nHEALTHCHECK CMD curl -f http://localhost:8000/books/healthz || exit 1\n", 8000, "/books/healthz"},
		"exec form":          {"FROM a\nEXPOSE 80/tcp\nHEALTHCHECK CMD [\"python\", \"-c\", \"urlopen('http://127.0.0.1:80/up')\"]\n", 80, "/up"},
		"of the stage below": {"FROM a AS base\nEXPOSE 3000\nFROM base\nCMD x\n", 3000, ""},
		"of another stage":   {"FROM a AS build\nEXPOSE 3000\nFROM b\n", 0, ""},
		"several":            {"FROM a\nEXPOSE 80 443\n", 0, ""},
		"a port for UDP":     {"FROM a\nEXPOSE 53/udp 8080\n", 8080, ""},
		"a variable":         {"FROM a\nARG PORT=9000\nEXPOSE $PORT\n", 9000, ""},
		"no address":         {"FROM a\nHEALTHCHECK CMD pgrep app\n", 0, ""},
		"no path":            {"FROM a\nHEALTHCHECK CMD curl http://localhost:80\n", 0, ""},
		"none":               {"FROM a\nHEALTHCHECK NONE\n", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if port, health := parse(t, c.text).Serves(); port != c.port || health != c.health {
				t.Errorf("got %d, %q; want %d, %q", port, health, c.port, c.health)
			}
		})
	}
}
