package customer

import "strings"

// Badge is a standing link to a person (CUS-01). A person without one is out of reach: 失联.
type Badge string

// The badges. An identity gives one or none:
//
//	kind             space                                       badge
//	unionid          any                                         none: it ties accounts together and is itself no way to reach anybody
//	phone            any                                         registration
//	external_userid  any                                         social: added in WeCom
//	openid           official, official:<app>                    content: follows an official account
//	openid, account  mini, app, h5, member (or these and :<app>) registration
//	openid, account  anything else                               none
//
// The account of a marketplace or of a till ("online_retail", "shop:taobao") belongs to the marketplace: knowing it does
// not let us reach its owner.
const (
	NoBadge      Badge = ""
	Registration Badge = "registration" // 注册链接
	Social       Badge = "social"       // 社交链接
	Content      Badge = "content"      // 内容链接
)

// Badge tells which link the identity is.
func (k Key) Badge() Badge {
	word, _, _ := strings.Cut(k.Space, ":")
	switch k.Kind {
	case Phone:
		return Registration
	case ExternalUserID:
		return Social
	case OpenID, Account:
		switch word {
		case "mini", "app", "h5", "member":
			return Registration
		case "official":
			if k.Kind == OpenID {
				return Content
			}
		}
	}
	return NoBadge
}
