package serve

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"qunli/kit/fault"
)

// The refusals of the edge itself.
var (
	ErrNoRoute = fault.New(fault.Missing, "request.route", "没有这个页面或接口", "There is no such page or interface")
	ErrMethod  = fault.New(fault.Invalid, "request.method", "这个地址不接受 %s 方法", "This address does not take %s")
	ErrLarge   = fault.New(fault.Invalid, "request.large", "请求内容太大", "The request body is too large")
	ErrRate    = fault.New(fault.Limited, "request.rate", "请求太频繁，请稍后再试", "Too many requests; try again shortly")
	ErrOrigin  = fault.New(fault.Denied, "request.cross_origin", "请求来自其他网站，已拒绝", "The request came from another site and was refused")
	errPanic   = fault.ErrInternal
)

// Status gives the HTTP status of a kind. This is the only such table of the program.
func Status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Denied:
		return http.StatusForbidden
	case fault.Missing:
		return http.StatusNotFound
	case fault.Conflict, fault.Exhausted:
		return http.StatusConflict
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Problem is the answer to a failed request: RFC 9457 with a stable code.
type Problem struct {
	Type      string         `json:"type" doc:"URN of the code"`
	Title     string         `json:"title" doc:"What happened, in the caller's language"`
	Status    int            `json:"status" doc:"The HTTP status"`
	Code      string         `json:"code" doc:"Stable code to switch on"`
	Detail    string         `json:"detail" doc:"Title and fields in one sentence"`
	Fields    []ProblemField `json:"fields" nullable:"false" doc:"The inputs at fault"`
	RequestID string         `json:"request_id" doc:"Names the request in the log"`
	Messages  Messages       `json:"messages" doc:"Detail in every language"`
}

// Messages is one text in every language.
type Messages struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// ProblemField is one input at fault.
type ProblemField struct {
	Name    string `json:"name"`
	Value   string `json:"value,omitempty"`
	Message string `json:"message"`
}

// NewProblem puts err into words of lang for the request of ctx, and notes it for the log.
func NewProblem(ctx context.Context, lang string, err error) Problem {
	Note(ctx, err)
	f := faultOf(err)
	p := Problem{
		Type: "urn:qunli:error:" + f.Code, Title: f.Zh, Status: Status(f.Kind), Code: f.Code,
		Detail: f.Message(lang), Fields: []ProblemField{}, RequestID: RequestID(ctx),
		Messages: Messages{f.Message("zh"), f.Message("en")},
	}
	if lang == "en" {
		p.Title = f.En
	}
	for _, field := range f.Fields {
		text := field.Zh
		if lang == "en" {
			text = field.En
		}
		p.Fields = append(p.Fields, ProblemField{field.Name, field.Value, text})
	}
	if errors.Is(err, ErrMethod) {
		p.Status = http.StatusMethodNotAllowed
	}
	if f.Code == ErrLarge.Code {
		p.Status = http.StatusRequestEntityTooLarge
	}
	return p
}

func faultOf(err error) *fault.Error {
	if tooLarge(err) {
		return ErrLarge.Because(err)
	}
	return fault.Of(err)
}

// Error makes a Problem an error of its own, for routers that carry errors as values.
func (p Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus gives the HTTP status.
func (p Problem) GetStatus() int { return p.Status }

// GetHeaders gives the headers that go with the status.
func (p Problem) GetHeaders() http.Header {
	h := http.Header{}
	p.SetRetry(h)
	return h
}

// ContentType is that of every problem.
func (p Problem) ContentType(string) string { return "application/problem+json" }

// Write answers with the problem as JSON.
func (p Problem) Write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	p.SetRetry(h)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller may be gone
}

// SetRetry tells the caller of a temporary refusal when to come back.
func (p Problem) SetRetry(h http.Header) {
	if p.Status == http.StatusServiceUnavailable && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "5")
	}
}

// Fail answers a request with err: as a page to a browser when the surface has one, else as problem+json.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	p := NewProblem(r.Context(), Lang(r), err)
	h := w.Header()
	h.Del("Content-Length")
	h.Del("Content-Disposition")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", Lang(r))
	p.SetRetry(h)
	if page := recordOf(r.Context()).page; page != nil && page(w, r, p) {
		return
	}
	p.Write(w)
}
