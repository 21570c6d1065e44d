package outreach

// Reason says why somebody, or a group, is left out of a broadcast. "" is a recipient.
type Reason string

// The reasons, in the order in which they are looked for: the first that holds is the one that is named.
const (
	OptedOut         Reason = "opted_out"               // refuses the topic, or every topic of the channel; was erased
	DoNotDisturb     Reason = "do_not_disturb"          // refuses it on every channel
	NoConsent        Reason = "no_consent"              // has not agreed, where the policy asks for it
	NotAContact      Reason = "not_a_contact"           // nobody has them as a contact; a group that is not open on the channel
	StaffUnavailable Reason = "staff_unavailable"       // only people who left have them as a contact
	QuietHours       Reason = "quiet_hours"             // the moment lies in the quiet hours
	AnotherSend      Reason = "already_in_another_send" // another broadcast is on its way to them
	FrequencyCap     Reason = "frequency_cap"           // they were contacted as often as the brand, or their code, promises
	PlatformQuota    Reason = "platform_quota"          // the channel carries no more to them in this period
)

// Word is a code with its words in both languages.
type Word struct{ Code, Zh, En string }

// Reasons lists the reasons with their words, in their order.
func Reasons() []Word {
	return []Word{
		{string(OptedOut), "客户拒绝这类消息", "Declined this kind of message"},
		{string(DoNotDisturb), "客户要求免打扰", "Asked not to be disturbed"},
		{string(NoConsent), "客户还没有同意接收", "Has not agreed to receive it yet"},
		{string(NotAContact), "没有员工加了他，或群不在这个渠道上", "Nobody has them as a contact, or the group is not on the channel"},
		{string(StaffUnavailable), "加了他的员工已离职，请先转接", "The staff who have them as a contact left: transfer them first"},
		{string(QuietHours), "正在静默时段", "It is quiet time"},
		{string(AnotherSend), "另一次群发还没有发到他", "Another broadcast is still on its way to them"},
		{string(FrequencyCap), "联系次数已到上限", "Contacted as often as the cap allows"},
		{string(PlatformQuota), "渠道规定的群发次数已用完", "The channel's quota for them is used up"},
	}
}
