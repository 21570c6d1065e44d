package sandbox

import "encoding/json"

// All times of the model are unix ms of the world's clock.

// App is a program of the corp's own that may call the API.
type App struct {
	AgentID  string   `json:"agent_id"`
	Name     string   `json:"name"`
	Secret   string   `json:"secret"`
	Users    []string `json:"users"`    // its visible range, with Parties; both empty: everybody
	Parties  []int    `json:"parties"`  //
	Callable bool     `json:"callable"` // it is on the list of those that may call customer contact
	System   bool     `json:"system"`   // the secret of customer contact itself: it may touch what other apps made
	Contacts bool     `json:"contacts"` // it may list all user ids
	Disabled bool     `json:"disabled"`
	Domains  []string `json:"domains"` // trusted for signing in
	IPs      []string `json:"ips"`     // that may call; none: any
	URL      string   `json:"url"`     // of its callbacks, "" for none
	Token    string   `json:"token"`
	AESKey   string   `json:"aes_key"`
}

// Statuses of a member.
const (
	active   = 1
	disabled = 2
	inactive = 4
	quit     = 5
)

// Member is somebody who works for the corp.
type Member struct {
	UserID      string `json:"userid"`
	Name        string `json:"name"`
	Departments []int  `json:"departments"`
	Position    string `json:"position"`
	Gender      int    `json:"gender"`
	Status      int    `json:"status"`
	Service     bool   `json:"service"` // may serve customers
	Unverified  bool   `json:"unverified"`
	Welcome     string `json:"welcome"` // set in the console: no welcome code is given then
	Left        int64  `json:"left"`
}

// Department is a part of the corp.
type Department struct {
	ID     int    `json:"id"`
	Name   string `json:"name"`
	Parent int    `json:"parent"`
	Order  int    `json:"order"`
}

// Person is somebody outside the corp who has a phone.
type Person struct {
	ID       string `json:"id"` // external_userid
	Name     string `json:"name"`
	Gender   int    `json:"gender"`
	Type     int    `json:"type"` // 1 WeChat, 2 WeCom of another corp
	Corp     string `json:"corp,omitempty"`
	UnionID  string `json:"unionid"`
	OpenID   string `json:"openid"`   // towards the corp
	OAOpenID string `json:"oaopenid"` // towards the corp's official account
	Archived int    `json:"archived"` // 1 agreed to archiving, 2 refused
}

// Follow is the relation of a member and a person.
type Follow struct {
	User      string   `json:"userid"`
	Person    string   `json:"person"`
	Since     int64    `json:"since"`
	State     string   `json:"state"`
	AddWay    int      `json:"add_way"`
	Oper      string   `json:"oper"`
	Remark    string   `json:"remark"`
	About     string   `json:"about"`
	Company   string   `json:"company"`
	Mobiles   []string `json:"mobiles"`
	Tags      []string `json:"tags"`
	Half      bool     `json:"half"` // the member has not added back
	Lost      bool     `json:"lost"` // the person deleted the member
	Chatted   int64    `json:"chatted"`
	Transfers []int64  `json:"transfers,omitempty"` // when it was handed on
	Welcomed  bool     `json:"welcomed"`            // by its half add
}

// Stay is the time of one member in a group.
type Stay struct {
	ID      string `json:"id"`
	Type    int    `json:"type"` // 1 member of the corp, 2 outside
	Joined  int64  `json:"joined"`
	Left    int64  `json:"left,omitempty"`
	Scene   int    `json:"scene"` // as groupchat/get counts: 1 invited, 2 by link, 3 by code
	Invitor string `json:"invitor,omitempty"`
	State   string `json:"state,omitempty"`
	Nick    string `json:"nick,omitempty"`
}

// Gone is a stay that has ended.
type Gone struct {
	Group string `json:"group"`
	Stay  *Stay  `json:"stay"`
}

// Version is one version of the list of members.
type Version struct {
	At int64  `json:"at"`
	V  string `json:"v"`
}

// Group is a customer group.
type Group struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Owner    string    `json:"owner"`
	Notice   string    `json:"notice"`
	Created  int64     `json:"created"`
	Ended    int64     `json:"ended"`  // dismissed
	Status   int       `json:"status"` // 0 well, 1 its owner resigned, 2 being handed on, 3 handed on
	Admins   []string  `json:"admins"`
	Members  []*Stay   `json:"members"`
	Versions []Version `json:"versions"` // the newest last; a few only
	Moves    []int64   `json:"moves"`
	OpenGID  string    `json:"opengid"`
	Template string    `json:"template"` // the welcome that its owner chose
}

// Tag is a corp tag, TagGroup a group of them.
type Tag struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Created int64  `json:"created"`
	Order   int64  `json:"order"`
	Deleted bool   `json:"deleted,omitempty"`
}

// TagGroup holds corp tags.
type TagGroup struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Created int64  `json:"created"`
	Order   int64  `json:"order"`
	Deleted bool   `json:"deleted,omitempty"`
	App     string `json:"app"` // that made it; "" the console
	Tags    []*Tag `json:"tags"`
}

// Way is a contact way: a code by which one adds a member.
type Way struct {
	Config      string          `json:"config"`
	App         string          `json:"app"`
	Type        int             `json:"type"`
	Scene       int             `json:"scene"`
	Style       int             `json:"style"`
	Remark      string          `json:"remark"`
	SkipVerify  bool            `json:"skip_verify"`
	State       string          `json:"state"`
	Users       []string        `json:"users"`
	Parties     []int           `json:"parties"`
	Temp        bool            `json:"temp"`
	Expires     int64           `json:"expires"`      // seconds
	ChatExpires int64           `json:"chat_expires"` // seconds
	UnionID     string          `json:"unionid"`
	Exclusive   bool            `json:"exclusive"`
	Conclusions json.RawMessage `json:"conclusions,omitempty"`
	Created     int64           `json:"created"`
	Scans       int             `json:"scans"`
	Used        bool            `json:"used"` // a temporary code after its first add
}

// JoinWay is a code by which one joins a group.
type JoinWay struct {
	Config   string   `json:"config"`
	App      string   `json:"app"`
	Scene    int      `json:"scene"`
	Remark   string   `json:"remark"`
	Auto     bool     `json:"auto"`
	BaseName string   `json:"base_name"`
	BaseID   int      `json:"base_id"`
	Made     int      `json:"made"` // groups opened by it
	Chats    []string `json:"chats"`
	State    string   `json:"state"`
	Created  int64    `json:"created"`
	Scans    int      `json:"scans"`
}

// Link is an acquisition link: a paid address by which one adds a member.
type Link struct {
	ID         string     `json:"id"`
	App        string     `json:"app"`
	Name       string     `json:"name"`
	Users      []string   `json:"users"`
	Parties    []int      `json:"parties"`
	SkipVerify bool       `json:"skip_verify"`
	Created    int64      `json:"created"`
	Clicks     []int64    `json:"clicks"`
	Gained     []Acquired `json:"gained"`
}

// Acquired is one customer whom a link brought.
type Acquired struct {
	Person string `json:"person"`
	User   string `json:"userid"`
	State  string `json:"state"`
	At     int64  `json:"at"`
}

// Welcome is a welcome code.
type Welcome struct {
	Code     string `json:"code"`
	User     string `json:"userid"`
	Person   string `json:"person"`
	Born     int64  `json:"born"`
	Answered int64  `json:"answered"`
	App      string `json:"app"` // that answered
}

// Request is an add that waits for the member.
type Request struct {
	ID     string `json:"id"`
	User   string `json:"userid"`
	Person string `json:"person"`
	At     int64  `json:"at"`
	State  string `json:"state"`
	AddWay int    `json:"add_way"`
	Way    string `json:"way"`
}

// Message is what was said. Chat is a group's id, or member|person.
type Message struct {
	ID    string `json:"id"`
	Chat  string `json:"chat"`
	From  string `json:"from"` // "" is the system
	At    int64  `json:"at"`
	Kind  string `json:"kind"` // text, link, image, file, video, miniprogram, card, code, notice
	Text  string `json:"text"`
	Title string `json:"title,omitempty"`
	URL   string `json:"url,omitempty"`
	Ref   string `json:"ref,omitempty"` // the picture, the member on a card, the code
	Cause string `json:"cause,omitempty"`
}
