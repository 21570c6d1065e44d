package customer

// Act is something a person did, counted: how often, on which day. Acts below 0 take back what was counted before: an order
// refunded, a referral voided.
type Act struct {
	Customer ID
	Day      string // YYYY-MM-DD in the organisation's zone
	Kind     string // one of the kinds below
	Acts     int64
}

// The kinds of acts. ActKinds says what each counts for.
const (
	ActAdd         = "add"         // added as a friend
	ActJoin        = "join"        // joined a group
	ActView        = "view"        // looked at a page or at goods
	ActClick       = "click"       // followed a link
	ActScan        = "scan"        // scanned a code
	ActShare       = "share"       // shared a link
	ActForward     = "forward"     // forwarded a message or a poster
	ActVote        = "vote"        // voted or answered a poll
	ActCheckin     = "checkin"     // signed in or checked in
	ActGrab        = "grab"        // grabbed a packet, a coupon or a floor
	ActFavorite    = "favorite"    // put goods on a list of favourites
	ActCart        = "cart"        // put goods into a cart
	ActImpression  = "impression"  // was shown the brand for the first time: a visit, a tasting
	ActMaterial    = "material"    // saw background material
	ActReview      = "review"      // saw what other customers say
	ActSpeak       = "speak"       // wrote in a group
	ActOrder       = "order"       // placed an order that is kept
	ActReferral    = "referral"    // made a valid referral
	ActUGC         = "ugc"         // wrote or filmed something of their own
	ActDistribute  = "distribute"  // sold on
	ActCeremony    = "ceremony"    // completed a ceremony
	ActPartner     = "partner"     // signed as partner
	ActShareholder = "shareholder" // was entered in the register of shareholders
)

// Stage is which stage of the relationship an act is evidence of (CUS-07). An act serves one stage at most.
type Stage int

// The stages that acts are evidence of; belonging is made of all two-way acts after the ritual.
const (
	StageNone Stage = iota
	StageTrust
	StageParticipation
	StageRitual
)

// ActKind says what acts of a kind count for.
type ActKind struct {
	Kind      string
	Zh, En    string
	Attribute string  // the attribute that counts them in a window, "" none here
	TwoWay    bool    // the person did something, and did not merely look or enter
	Stage     Stage   // CUS-07
	Social    int     // CUS-11: 1 forward, 2 share, 3 referral, 4 distribution, 5 partner; 0 none
	Weight    float64 // default weight in the tie (CUS-08)
	Room      string  // the room whose facts they are, which calls Acted; "" touches, folded by TouchAll
}
