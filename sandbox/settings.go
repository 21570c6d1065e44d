package sandbox

// Settings are what can be turned while the world runs. Figures that the vendor does not promise stand here and nowhere else.
type Settings struct {
	CorpID    string   `json:"corp_id"`
	CorpName  string   `json:"corp_name"`
	OAAppID   string   `json:"oa_appid"` // of the corp's official account
	OASecret  string   `json:"oa_secret"`
	OADomains []string `json:"oa_domains"` // trusted for signing in by it; none: this machine
	Seed      uint64   `json:"seed"`       // of everything that is left to chance
	Offset    int64    `json:"offset_ms"`  // of the world's clock from the real one
	Frozen    int64    `json:"frozen_ms"`  // the moment at which the world stands still; 0: it runs

	TokenSeconds   int64  `json:"token_seconds"`
	TokenRepeated  bool   `json:"token_repeated"` // asking again gives the same token while it is valid
	CodeSeconds    int64  `json:"code_seconds"`   // life of a welcome code
	LoginSeconds   int64  `json:"login_seconds"`  // life of a code of signing in
	TicketSeconds  int64  `json:"ticket_seconds"`
	MediaHours     int64  `json:"media_hours"`
	GroupLag       int64  `json:"group_lag_ms"` // groupchat/get shows the members as they were so long ago
	MassLag        int64  `json:"mass_lag_ms"`  // 41063 after a mass message was made
	RemarkEvents   bool   `json:"remark_events"`
	HalfAdd        bool   `json:"half_add"`  // an added member must add back before the relation is whole
	UnionID        bool   `json:"unionid"`   // the corp is bound to an open platform account
	CorpMost       int    `json:"corp_most"` // relations of all members; 0: any number
	RelationMost   int    `json:"relation_most"`
	TagMost        int    `json:"tag_most"`
	WayMost        int    `json:"way_most"`
	LinkMost       int    `json:"link_most"`
	LinkBalance    int    `json:"link_balance"` // customers that links may still bring
	TemplateMost   int    `json:"template_most"`
	GroupOpen      int    `json:"group_open"` // members up to which one may enter by code
	GroupMost      int    `json:"group_most"` // members up to which one may be invited
	TransferHours  int64  `json:"transfer_hours"`
	TransferTimes  int    `json:"transfer_times"`
	TransferDays   int64  `json:"transfer_days"`
	GroupMoves     int    `json:"group_moves"`     // groups that one member may take over in a day
	MomentDaily    int    `json:"moment_daily"`    // moments that one customer sees in a day; 0: any number
	MomentMinute   int    `json:"moment_minute"`   // moments that may be made in a minute
	MassPolicy     string `json:"mass_policy"`     // monthly, weekly, daily, legacy
	RemindMost     int    `json:"remind_most"`     // in 24 hours
	ListMost       int    `json:"list_most"`       // groups that may be listed without naming owners: 81017
	UploadImgDaily int    `json:"uploadimg_daily"` // pictures a day

	PerMinute  int               `json:"per_minute"` // calls of one path; 0: any number
	PerHour    int               `json:"per_hour"`
	Concurrent int               `json:"concurrent"` // calls of one path at once; 0: any number
	Caller     string            `json:"caller"`     // the address that every caller seems to come from
	Faults     map[string]*Fault `json:"faults"`     // by path; "*" is every path
	DropReply  float64           `json:"drop_reply"` // share of calls carried out and not answered
	Slow       int64             `json:"slow_ms"`    // every call waits so long

	PayRefundMS     int64                `json:"pay_refund_ms"`    // until a refund is done
	PayCertificates bool                 `json:"pay_certificates"` // payments are signed by the platform's certificate, else by its public key
	PayFaults       map[string]*PayFault `json:"pay_faults"`       // of the payment API, by path; "*" is every path

	Duplicate   float64 `json:"duplicate"`     // share of events sent twice
	Reorder     float64 `json:"reorder"`       // share of events held back so that later ones overtake them
	Loss        float64 `json:"loss"`          // share of events never sent
	Deaf        float64 `json:"deaf"`          // share of answers not heard, so that the event comes again
	Delay       int64   `json:"delay_ms"`      // before every event
	RetryWait   int64   `json:"retry_wait_ms"` // between two tries
	Retries     int     `json:"retries"`
	Timeout     int64   `json:"timeout_ms"`      // for the answer to an event
	EchoTimeout int64   `json:"echo_timeout_ms"` // for the answer to the verification of an address
	Lanes       int     `json:"lanes"`           // events under way at once; 1 keeps the order of everything
	Keep        int     `json:"keep"`            // events that are kept after they were sent
}

// Fault makes calls of one path fail.
type Fault = failing[int]

// PayFault makes calls of one path of the payment API fail.
type PayFault = failing[string]

// failing is by which code of the vendor calls fail, and how many.
type failing[C any] struct {
	Code C   `json:"code"`
	Left int `json:"left"` // calls still to fail; below 0: all
}

// takeFault takes one failure that the settings ask for, by path; "*" is every path. The zero code is none.
func takeFault[C any](w *World, faults map[string]*failing[C], path string) (code C) {
	for _, name := range []string{path, "*"} {
		f := faults[name]
		if f == nil || f.Left == 0 {
			continue
		}
		if f.Left > 0 {
			f.Left--
			w.settings.put("", w.cfg())
		}
		return f.Code
	}
	return code
}

// defaults are the settings of a new world.
func defaults() Settings {
	return Settings{
		CorpID: "ww5a9d0b0c7e5a11d0", CorpName: "沙盒企业", Seed: 1,
		OAAppID: "wx0a5a9d0b0c7e5a11", OASecret: "sandbox-official-account",
		TokenSeconds: 7200, TokenRepeated: true, CodeSeconds: 20, LoginSeconds: 300, TicketSeconds: 7200, MediaHours: 72,
		GroupLag: 0, MassLag: 2000, RemarkEvents: true, UnionID: true,
		RelationMost: 20000, MomentMinute: 10, TagMost: 3000, WayMost: 500000, TemplateMost: 100, LinkMost: 100, LinkBalance: 1000, GroupOpen: 200, GroupMost: 500,
		TransferHours: 24, TransferTimes: 2, TransferDays: 90, GroupMoves: 300,
		MassPolicy: "monthly", RemindMost: 3, ListMost: 1000, UploadImgDaily: 1000,
		PerMinute: 10000, PerHour: 150000, Faults: map[string]*Fault{}, PayFaults: map[string]*PayFault{}, PayRefundMS: 1500,
		RetryWait: 1000, Retries: 3, Timeout: 5000, EchoTimeout: 1000, Lanes: 1, Keep: 20000,
	}
}
