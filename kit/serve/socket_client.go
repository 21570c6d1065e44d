package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"

	"qunli/kit/fault"
)

// ErrGone means that the running program ended while it was being asked.
var ErrGone = fault.New(fault.Unavailable, "serve.gone", "正在运行的服务没有应答，请重试", "The running server did not answer; try again")

// Socket asks the program that runs on this machine, through its Unix socket: the way a command hands its work to it.
type Socket struct{ client *http.Client }

// DialSocket gives a client for the socket; it connects when asked.
func DialSocket(path string) *Socket {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	return &Socket{&http.Client{Transport: &http.Transport{DialContext: dial}}}
}

// Do sends body (nil for none) and decodes the JSON answer into out (nil: dropped; an io.Writer: copied as it is). A
// problem comes back as the fault it was.
func (l *Socket) Do(ctx context.Context, method, path string, body io.Reader, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, "http://qunli"+path, body)
	if err != nil {
		return err
	}
	if body != nil {
		r.Header.Set("Content-Type", contentType(body))
	}
	answer, err := l.client.Do(r)
	if err != nil {
		return ErrGone.Because(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 400 {
		return problemFault(answer)
	}
	switch out := out.(type) {
	case nil:
		return nil
	case io.Writer:
		_, err = io.Copy(out, answer.Body)
	default:
		err = json.NewDecoder(answer.Body).Decode(out)
	}
	if err != nil {
		return ErrGone.Because(err)
	}
	return nil
}

// contentType tells a small document from a file.
func contentType(body io.Reader) string {
	if _, small := body.(*bytes.Reader); small {
		return "application/json"
	}
	return "application/octet-stream"
}

// problemFault makes the fault of a problem again. Its kind is told by the status, as far as a command needs to know.
func problemFault(answer *http.Response) error {
	var p Problem
	if err := json.NewDecoder(io.LimitReader(answer.Body, 1<<20)).Decode(&p); err != nil || p.Code == "" {
		return ErrGone.Because(fmt.Errorf("serve: status %d", answer.StatusCode))
	}
	kind := fault.Invalid
	if p.Status >= 500 {
		kind = fault.Unavailable
	}
	return &fault.Error{Kind: kind, Code: p.Code, Zh: p.Messages.Zh, En: p.Messages.En}
}
