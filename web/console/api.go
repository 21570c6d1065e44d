package console

import (
	"context"
	"encoding"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qunli/kit/fault"
	"qunli/kit/serve"
	"qunli/org"
)

// table is where the routes of the API are entered.
type table struct {
	api huma.API
	mux *serve.Mux
}

// newTable gives an empty API on mux.
func newTable(mux *serve.Mux) *table {
	config := huma.DefaultConfig("Qunli", "1")
	config.Info.Description = "群力 API: customers, orders, imports and the metric dictionary of one brand."
	config.CreateHooks = nil // no $schema field, no Link header
	config.DocsPath, config.OpenAPIPath, config.SchemasPath = "", "", ""
	config.RejectUnknownQueryParameters = false
	config.Transformers = []huma.Transformer{translate}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "API token, qt_…"},
		"session": {Type: "apiKey", In: "cookie", Name: secureCookie, Description: "Session of a signed-in person"},
	}
	return &table{humago.New(mux, config), mux}
}

// none is the answer of a verb that says nothing.
type none struct{}

// reply writes the body of an answer. It is one type for all routes: the framework's way in is compiled anew for every pair
// of types.
type reply struct {
	Body func(huma.Context)
}

// get, post, put and del enter one route each: where, its name, what it does, and the handler. A handler that answers
// none gives 204. Without an actor the request is refused before the handler runs.
func get[I, T any](t *table, path, name, summary string, h func(context.Context, *I) (T, error)) {
	enter(t, http.MethodGet, path, name, summary, false, h)
}

func post[I, T any](t *table, path, name, summary string, h func(context.Context, *I) (T, error)) {
	enter(t, http.MethodPost, path, name, summary, false, h)
}

func put[I, T any](t *table, path, name, summary string, h func(context.Context, *I) (T, error)) {
	enter(t, http.MethodPut, path, name, summary, false, h)
}

func del[I, T any](t *table, path, name, summary string, h func(context.Context, *I) (T, error)) {
	enter(t, http.MethodDelete, path, name, summary, false, h)
}

// open enters a POST route for callers who are not signed in.
func open[I, T any](t *table, path, name, summary string, h func(context.Context, *I) (T, error)) {
	enter(t, http.MethodPost, path, name, summary, true, h)
}

func enter[I, T any](t *table, method, path, name, summary string, public bool, h func(context.Context, *I) (T, error)) {
	op := t.operation(method, path, name, summary, public)
	t.describeReply(&op, reflect.TypeFor[T]())
	huma.Register(t.api, op, func(ctx context.Context, in *I) (*reply, error) {
		out, err := guarded(ctx, public, func() (T, error) { return h(ctx, in) })
		if err != nil {
			return nil, serve.NewProblem(ctx, langOf(ctx), err)
		}
		return &reply{func(c huma.Context) { t.write(c, out) }}, nil
	})
}

// describeReply says what a route answers with: a value of a type, or nothing.
func (t *table) describeReply(op *huma.Operation, out reflect.Type) {
	if out == reflect.TypeFor[none]() {
		op.DefaultStatus = http.StatusNoContent
		return
	}
	op.Responses["200"] = &huma.Response{Content: map[string]*huma.MediaType{
		"application/json": {Schema: t.api.OpenAPI().Components.Schemas.Schema(out, true, op.OperationID+"Response")}}}
}

// write writes an answer.
func (t *table) write(c huma.Context, out any) {
	if _, silent := out.(none); silent {
		c.SetStatus(http.StatusNoContent)
		return
	}
	c.SetHeader("Content-Type", "application/json")
	c.SetStatus(http.StatusOK)
	_ = t.api.Marshal(c.BodyWriter(), "application/json", out) // fails only when the caller is gone
}

// raw enters a route that writes its answer itself, and describes it.
func raw(t *table, pattern, name, summary, contentType string, h serve.Handler) {
	method, path, _ := strings.Cut(pattern, " ")
	op := t.operation(method, path, name, summary, false)
	for part := range strings.SplitSeq(path, "/") {
		if word, ok := strings.CutPrefix(part, "{"); ok {
			op.Parameters = append(op.Parameters, &huma.Param{Name: strings.TrimSuffix(word, "}"), In: "path", Required: true,
				Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
	op.Responses["200"] = &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{
		contentType: {Schema: &huma.Schema{Type: huma.TypeString}}}}
	t.api.OpenAPI().AddOperation(&op)
	t.mux.Handle(pattern, h)
}

// takesBytes says of the named operations that their body is a file.
func (t *table) takesBytes(paths ...string) {
	for _, path := range paths {
		t.api.OpenAPI().Paths[path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	}
}

// guarded runs f if somebody acts, or if nobody need.
func guarded[T any](ctx context.Context, public bool, f func() (T, error)) (out T, err error) {
	if err := whoAsks(ctx); err != nil && !public {
		return out, err
	}
	return f()
}

func (t *table) operation(method, path, name, summary string, public bool) huma.Operation {
	op := huma.Operation{
		Method: method, Path: path, OperationID: name, Summary: summary, Tags: []string{tagOf(path)},
		Security:  []map[string][]string{{"token": {}}, {"session": {}}},
		Responses: map[string]*huma.Response{"default": t.problemResponse()},
	}
	if public {
		op.Security = []map[string][]string{}
	}
	if method != http.MethodGet && !public {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: serve.KeyHeader, In: "header", Schema: &huma.Schema{Type: "string"},
			Description: "Makes the request repeatable: the same key and body have one effect and one answer",
		})
	}
	return op
}

// tagOf names the chapter of a route: the word after /api/.
func tagOf(path string) string {
	word, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/"), "/")
	return word
}

func (t *table) problemResponse() *huma.Response {
	schema := t.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[serve.Problem](), true, "Problem")
	return &huma.Response{
		Description: "The request failed",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
	}
}

// translate puts what the router itself refuses into the one shape of failures.
func translate(ctx huma.Context, _ string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	err := errMalformed
	switch model.Status {
	case http.StatusUnprocessableEntity:
		err = fault.ErrInvalid
	case http.StatusRequestEntityTooLarge:
		err = serve.ErrLarge
	}
	for _, detail := range model.Errors {
		zh, en := refusalWords(detail.Message)
		err = err.At(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(detail.Location, "body."), "query."), "path."), "", zh, en)
	}
	p := serve.NewProblem(ctx.Context(), langOf(ctx.Context()), err)
	p.Status = model.Status
	return p, nil
}

var errMalformed = fault.New(fault.Invalid, "request.malformed", "请求格式无法识别", "The request cannot be read")

// refusalWords gives a message of the router in both languages.
func refusalWords(message string) (zh, en string) {
	for _, w := range []struct{ begins, zh string }{
		{"expected required property ", "缺少必填项："},
		{"required ", "缺少必填参数"},
		{"unexpected property", "没有这个字段"},
		{"expected string", "应为文本"},
		{"expected integer", "应为整数"},
		{"expected number", "应为数字"},
		{"expected boolean", "应为 true 或 false"},
		{"expected array", "应为列表"},
		{"expected object", "应为对象"},
		{"expected value to be one of ", "只能是："},
		{"expected length <= ", "太长，最多字数："},
		{"expected length >= ", "太短，至少字数："},
		{"expected number >= ", "不能小于 "},
		{"expected number <= ", "不能大于 "},
		{"expected array length <= ", "太多，最多："},
		{"invalid integer", "应为整数"},
		{"invalid boolean", "应为 true 或 false"},
		{"invalid value: id: ", "不是有效的编号："},
	} {
		if rest, ok := strings.CutPrefix(message, w.begins); ok {
			if !strings.HasSuffix(w.begins, " ") || w.begins == "required " {
				rest = ""
			}
			return w.zh + strings.TrimSuffix(rest, " to be present"), message
		}
	}
	return "不符合要求（" + message + "）", message
}

// OpenAPI gives the description of the API as YAML. It needs no database.
func OpenAPI() ([]byte, error) {
	t := newTable(serve.NewMux())
	(&Console{}).routes(t)
	return t.describe()
}

func (t *table) describe() ([]byte, error) {
	t.finish()
	return t.api.OpenAPI().YAML()
}

// finish takes out what the router registered and nothing uses, and says of every list that it is never null.
func (t *table) finish() {
	t.takesBytes("/api/pictures", "/api/imports", "/api/imports/try")
	schemas := t.api.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	for _, s := range schemas {
		neverNull(s)
	}
}

func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	for _, p := range s.Properties {
		neverNull(p)
	}
	neverNull(s.Items)
	if inner, ok := s.AdditionalProperties.(*huma.Schema); ok {
		neverNull(inner)
	}
}

// actorKey names who asks, for idempotency keys; "" is nobody.
func actorKey(ctx context.Context) string {
	a, ok := org.ActorOf(ctx)
	if !ok {
		return ""
	}
	return string(a.Kind) + ":" + strconv.FormatInt(a.ID, 10)
}

// ref is an id in a path or query: the router reads int64 kinds as numbers, and our ids are text.
type ref[I ~int64] struct{ ID I }

// UnmarshalText reads the public spelling of the id.
func (r *ref[I]) UnmarshalText(text []byte) error {
	return any(&r.ID).(encoding.TextUnmarshaler).UnmarshalText(text)
}

// list is a page of a list: Next goes into ?after= for the page that follows and is "" at the end.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next" doc:"Cursor of the next page, empty at the end"`
}

// listOf gives a page; items may be nil.
func listOf[T any](items []T, next string) list[T] {
	if items == nil {
		items = []T{}
	}
	return list[T]{items, next}
}

// Sized is the size of a page.
type Sized struct {
	Limit int `query:"limit" minimum:"0" maximum:"200" doc:"Size of the page, 50 when 0"`
}
