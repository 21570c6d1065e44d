package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
)

// The names of the session cookie: over HTTPS, and over plain HTTP on this machine.
const (
	secureCookie = "__Host-qunli"
	plainCookie  = "qunli"
)

var errNeedsHTTPS = fault.New(fault.Denied, "session.https",
	"只能通过 HTTPS 或在服务器本机登录；请让管理员配置 HTTPS（--public-url）",
	"Sign in over HTTPS, or on the server itself; ask your administrator to set HTTPS up (--public-url)")

type (
	langKey    struct{}
	refusalKey struct{}
)

// langOf is the language of the request: "zh" or "en".
func langOf(ctx context.Context) string {
	if l, ok := ctx.Value(langKey{}).(string); ok {
		return l
	}
	return "zh"
}

// identify finds out who asks. Credentials that do not hold make the request nobody's; whoAsks says why.
func (c *Console) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), langKey{}, serve.Lang(r))
		actor, found, err := c.credentials(ctx, r)
		switch {
		case err != nil && fault.Of(err).Kind != fault.Unauthenticated:
			serve.Fail(w, r, err)
			return
		case err != nil:
			ctx = context.WithValue(ctx, refusalKey{}, err)
		case found:
			if actor.Kind != org.ActorJob {
				actor.Address = serve.Address(ctx)
			}
			ctx = org.As(ctx, actor)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// credentials reads a bearer token, the session cookie, or the right of whoever may open the Unix socket.
func (c *Console) credentials(ctx context.Context, r *http.Request) (org.Actor, bool, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		token, ok := strings.CutPrefix(header, "Bearer ")
		if !ok {
			return org.Actor{}, false, org.ErrToken
		}
		a, err := c.Org.AuthenticateToken(ctx, token)
		return a, err == nil, err
	}
	if token := sessionToken(r); token != "" {
		a, err := c.Org.Authenticate(ctx, token)
		return a, err == nil, err
	}
	if serve.Local(ctx) {
		a, ok := org.ActorOf(org.Owner(ctx, "socket"))
		return a, ok, nil
	}
	return org.Actor{}, false, nil
}

// whoAsks is nil when somebody acts, and says why nobody does otherwise.
func whoAsks(ctx context.Context) error {
	if _, ok := org.ActorOf(ctx); ok {
		return nil
	}
	if err, ok := ctx.Value(refusalKey{}).(error); ok {
		return err
	}
	return org.ErrUnauthenticated
}

// cookieName is the name of the session cookie for the connection of ctx, "" where none is given.
func cookieName(ctx context.Context) string {
	switch {
	case serve.HTTPS(ctx):
		return secureCookie
	case serve.Loopback(ctx):
		return plainCookie
	}
	return ""
}

func sessionToken(r *http.Request) string {
	name := cookieName(r.Context())
	if name == "" {
		return ""
	}
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// sessionCookie carries the token of a sign-in; a token of "" takes the cookie away.
func sessionCookie(ctx context.Context, token string, expires int64) http.Cookie {
	cookie := http.Cookie{
		Name: cookieName(ctx), Value: token, Path: "/", HttpOnly: true, Secure: serve.HTTPS(ctx), SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		cookie.MaxAge = -1
	} else {
		cookie.Expires = time.UnixMilli(expires)
	}
	return cookie
}

// maySignIn refuses to send a session over a line that others can read.
func maySignIn(ctx context.Context) error {
	if cookieName(ctx) == "" {
		return errNeedsHTTPS
	}
	return nil
}
