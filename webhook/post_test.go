package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"path/filepath"
)

func TestAddressesThatAreRefused(t *testing.T) {
	listed := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("127.0.0.0/8")}
	for address, want := range map[string][2]bool{ // sound without a list, with one
		"https://example.com/a?b=c": {true, true}, "https://8.8.8.8": {true, true}, "https://[2606:4700::1111]/": {true, true},
		"http://example.com": {}, "ftp://example.com": {}, "https://": {}, "example.com": {}, "https://a:b@example.com": {}, "https://example.com/#a": {},
		"https://10.1.2.3": {false, true}, "https://10.2.2.3": {}, "https://192.168.0.1": {}, "https://169.254.169.254/latest": {}, "https://100.64.0.1": {},
		"https://[::1]": {}, "https://[fd00::1]": {}, "https://[::ffff:10.2.0.1]": {}, "https://0.0.0.0": {}, "https://[::]": {},
		"http://localhost:8080/a": {false, true}, "http://127.0.0.1:9": {false, true}, "http://10.1.2.3": {}, "https://localhost": {false, true},
	} {
		for n, open := range [][]netip.Prefix{nil, listed} {
			if err := checkAddress(address, open); (err == nil) != want[n] {
				t.Errorf("%s with %v: %v", address, open, err)
			}
		}
	}
}

func TestNetworksThatAreInternal(t *testing.T) {
	for ip, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "1.1.1.1": true,
		"127.0.0.1": false, "127.8.8.8": false, "10.0.0.1": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false, "169.254.0.1": false, "0.0.0.0": false,
		"0.1.2.3": false, "100.127.0.1": false, "198.18.0.1": false, "192.0.0.8": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "fe80::1%eth0": false, "fc00::1": false, "ff02::1": false, "::ffff:127.0.0.1": false, "::ffff:8.8.8.8": true, "64:ff9b::a00:1": false,
		"2002:a00:1::": false, "2001:db8::1": false, "fec0::1": false,
	} {
		if got := may(netip.MustParseAddr(ip), nil); got != want {
			t.Errorf("%s: %v", ip, got)
		}
	}
}

// TestANameThatLeadsInsideIsNotDialled: what the address said when it was saved does not matter, the machine it leads to does.
func TestANameThatLeadsInsideIsNotDialled(t *testing.T) {
	each(t, func(h *house) {
		h.subscribe()
		h.is(h.SetNetworks(h.owner, nil), nil) // the receiver lies inside again
		h.publish(h.t.Context(), placed(1))
		h.drain()
		h.equal(len(h.there.taken()), 0)
		h.equal(h.deliveries(), []string{"commerce.orders_placed waiting 1 0 internal_network"})
		_, _, err := h.Save(h.owner, Plan{Name: "a", Address: h.there.URL, Facts: Kinds()})
		h.equal(code(err), "invalid")
	})
}

func TestARedirectIsNotFollowed(t *testing.T) {
	each(t, func(h *house) {
		h.subscribe()
		h.there.header = http.Header{"Location": {h.there.URL + "/else"}}
		h.there.answer(307, "")
		h.publish(h.t.Context(), placed(1))
		h.drain()
		h.equal(len(h.there.taken()), 1)
		h.equal(h.deliveries(), []string{"commerce.orders_placed waiting 1 307 redirect"})
	})
}

func TestALongAnswerIsCutAndABinaryOneIsNotKept(t *testing.T) {
	each(t, func(h *house) {
		h.subscribe()
		h.there.answer(200, strings.Repeat("好", 10_000))
		h.publish(h.t.Context(), placed(1))
		h.drain()
		h.there.answer(200, "\xff\xfe\x00")
		h.publish(h.t.Context(), placed(2))
		h.drain()
		all, err := h.Deliveries(h.owner, Filter{})
		h.is(err, nil)
		h.equal([]string{all[1].Reply, all[0].Reply}, []string{strings.Repeat("好", 170), ""})
	})
}

// moved is why other systems are not told of money yet.
const moved = "a cause is a number of another room and says nothing outside"

// TestEveryFactIsToldOrKeptForAReason: a new fact of a room is either public, with words for its fields, or stands here.
func TestEveryFactIsToldOrKeptForAReason(t *testing.T) {
	kept := map[string]string{"community.shifted": "how stays are derived is our own matter: who joined and left is told",
		"campaign.decided": "its shape is the engine's own: the games have no public names for their states yet",
		"campaign.asked":   "what a game asks of our own cashier", "pay.paid": moved, "pay.closed": moved, "pay.refunded": moved, "pay.payout_ended": moved, "reward.given": moved, "reward.withheld": moved}
	files, err := filepath.Glob("../*/event.go")
	within, failed := filepath.Glob("../*/*/event.go")
	files, err = append(files, within...), errors.Join(err, failed)
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	kinds := regexp.MustCompile(`FactKind\(\) string \{ return "([^"]+)"`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range kinds.FindAllStringSubmatch(string(text), -1) {
			if told := slices.Contains(Kinds(), m[1]); told == (kept[m[1]] != "") {
				t.Errorf("%s: %s: told %v", file, m[1], told)
			}
		}
	}
	text, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Facts() {
		if !strings.Contains(text, fmt.Sprintf("### `%s`", f.Kind)) || f.Zh == "" || f.En == "" {
			t.Errorf("%s is not described", f.Kind)
		}
	}
}
