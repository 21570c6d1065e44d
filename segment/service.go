package segment

import (
	"strconv"
	"sync"
	"sync/atomic"

	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// Service answers rules and keeps the members of saved ones.
type Service struct {
	db        *db.DB
	bus       *event.Bus
	book      *Book
	shelf     shelf
	token     string // of this process
	index     atomic.Pointer[index]
	loading   sync.Mutex   // held by who loads
	folds     sync.RWMutex // held by who folds; whoever stores a new index holds all of it
	wishes    chan *program
	maxDirty  int // how many people are asked by the person form before they are read into the index again
	wake      chan struct{}
	evaluated atomic.Int64
}

// New gives the service over the attributes of all rooms. It panics on attributes that are declared wrongly or twice: that
// is a mistake of the program.
func New(d *db.DB, bus *event.Bus, attributes []customer.Attribute) *Service {
	return &Service{db: d, bus: bus, book: NewBook(attributes), token: strconv.FormatInt(d.NewID(), 36),
		wishes: make(chan *program, 8), maxDirty: 500, wake: make(chan struct{}, 1)}
}

// Book is what rules may ask about.
func (s *Service) Book() *Book { return s.book }

// Parse reads a rule: the text grammar, or JSON when it begins with {.
func (s *Service) Parse(text string) (Rule, error) { return s.book.Parse(text) }

// Evaluated counts how many times a live rule was asked about one person since the service was made.
func (s *Service) Evaluated() int64 { return s.evaluated.Load() }

// Wake tells Run that something has changed; it may be called by anyone, after a commit.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
