package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// redisClaim is the whole claim, atomic because Redis runs one script at a time.
const redisClaim = `
if tonumber(redis.call('GET', KEYS[1])) <= 0 then return 0 end
if redis.call('SADD', KEYS[2], ARGV[1]) == 0 then return -1 end
redis.call('DECR', KEYS[1])
return 1`

// redisClaims claims by a Lua script in Redis, each caller through a connection of its own: Redis answers a round of them
// after one fsync.
type redisClaims struct {
	all    []*redis
	free   chan *redis
	script string
}

type redis struct {
	conn net.Conn
	in   *bufio.Reader
}

func openRedis(ctx context.Context, socket string, connections int) (*redisClaims, error) {
	p := &redisClaims{free: make(chan *redis, connections)}
	for range connections {
		conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
		if err != nil {
			return nil, errors.Join(err, p.Close())
		}
		r := &redis{conn, bufio.NewReader(conn)}
		p.all = append(p.all, r)
		p.free <- r
	}
	_, err := p.all[0].do("DEL", "bench_claims")
	if err == nil {
		_, err = p.all[0].do("SET", "bench_stock", strconv.Itoa(stock))
	}
	if err == nil {
		p.script, err = p.all[0].do("SCRIPT", "LOAD", redisClaim)
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// do sends a command and gives its answer, which is one line or one string.
func (r *redis) do(words ...string) (string, error) {
	out := fmt.Appendf(nil, "*%d\r\n", len(words))
	for _, w := range words {
		out = fmt.Appendf(out, "$%d\r\n%s\r\n", len(w), w)
	}
	if _, err := r.conn.Write(out); err != nil {
		return "", err
	}
	line, err := r.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSuffix(line, "\r\n")
	switch line[0] {
	case '-':
		return "", fmt.Errorf("bench: Redis refuses: %s", line[1:])
	case '$':
		text, err := r.in.ReadString('\n')
		return strings.TrimSuffix(text, "\r\n"), err
	}
	return line[1:], nil
}

// durable says when a write is on the disk: always, before its answer, or everysec, up to a second later.
func (p *redisClaims) durable(when string) error {
	_, err := p.all[0].do("CONFIG", "SET", "appendfsync", when)
	return err
}

func (p *redisClaims) claim(ctx context.Context, customer int64) error {
	var r *redis
	select {
	case r = <-p.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { p.free <- r }()
	answer, err := r.do("EVALSHA", p.script, "2", "bench_stock", "bench_claims", strconv.FormatInt(customer, 10))
	if err == nil && answer != "1" {
		err = errSoldOut
	}
	return err
}

// audit compares what was answered with what is stored.
func (p *redisClaims) audit(answered int64) error {
	claims, err1 := p.all[0].do("SCARD", "bench_claims")
	left, err2 := p.all[0].do("GET", "bench_stock")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if claims != strconv.FormatInt(answered, 10) || left != strconv.FormatInt(stock-answered, 10) {
		return fmt.Errorf("bench: Redis answered %d claims and has %s, %s left", answered, claims, left)
	}
	return nil
}

// Close ends the connections.
func (p *redisClaims) Close() error {
	var errs []error
	for _, r := range p.all {
		errs = append(errs, r.conn.Close())
	}
	return errors.Join(errs...)
}
