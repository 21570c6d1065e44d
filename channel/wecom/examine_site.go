package wecom

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"qunli/kit/fault"
)

// check refuses an address that is none.
func (s *Site) check() error {
	u, err := url.Parse(strings.TrimSuffix(s.Address, "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" {
		return fault.InvalidField("address", s.Address, "应是这台服务器的网址，例如 https://qunli.example.com", "is no address of this server such as https://qunli.example.com")
	}
	s.Address = u.Scheme + "://" + u.Host
	return nil
}

// private tells why WeCom cannot call the address; "" it may.
func (s Site) private() (zh, en string) {
	u, err := url.Parse(s.Address)
	if err != nil {
		return "这不是网址", "it is no address"
	}
	host := u.Hostname()
	if ip, err := netip.ParseAddr(host); err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()) ||
		host == "localhost" || strings.HasSuffix(host, ".localhost") || !strings.Contains(host, ".") && !strings.Contains(host, ":") {
		return "只在本机或内网有效", "works on this machine or network alone"
	}
	return "", ""
}

// ourselves looks at what WeCom calls here: address, callback, what came by it, and the file by which a domain is verified.
func (x *examination) ourselves(ctx context.Context) error {
	x.address()
	if err := x.callback(ctx); err != nil {
		return err
	}
	x.events()
	return x.domain(ctx)
}

func (x *examination) address() {
	remedy := [2]string{"给服务器配一个公网域名和 https 证书，并用 --public-url 告诉程序；企业微信只能调用公网地址",
		"give the server a public name with a certificate and tell the program by --public-url; WeCom calls public addresses only"}
	zh, en := x.site.private()
	switch {
	case x.account.Sandbox:
		x.sound(CheckAddress, "沙盒就在旁边，不需要公网地址：%s", "The sandbox stands beside it and needs no public address: %s", x.site.Address)
	case zh != "":
		x.add(CheckAddress, Wrong, [2]string{"%s " + zh, "%s " + en}, remedy, x.site.Address)
	case !strings.HasPrefix(x.site.Address, "https://"):
		x.add(CheckAddress, Doubtful, [2]string{"%s 不是 https", "%s is not https"}, remedy, x.site.Address)
	default:
		x.sound(CheckAddress, "%s", "%s", x.site.Address)
	}
}

// mostAnswer is how much of an answer to ourselves is read, in bytes.
const mostAnswer = 4 << 10

// visit gets an address of ours.
func (x *examination) visit(ctx context.Context, address string) (status int, body string, err error) {
	ctx, stop := context.WithTimeout(ctx, callTime/2)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	answer, err := x.client.HTTP.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	return answer.StatusCode, string(text), err
}

// notFromHere is what is said where this server does not reach itself: a router may not lead back in what leads in from
// outside.
func (x *examination) notFromHere(name string) {
	x.add(name, Doubtful, [2]string{"从这台服务器访问不到 %s", "%s cannot be reached from this server"},
		[2]string{"检查域名解析、防火墙和反向代理。若只是服务器不能访问自己的公网地址，以企业微信后台保存时的提示为准",
			"check name, firewall and reverse proxy. If the server just cannot call its own public address, what WeCom's console says when it is saved there counts"}, x.site.Address)
}

// callback asks our own address the question by which WeCom's console tries it.
func (x *examination) callback(ctx context.Context) error {
	if x.account.Token == "" || x.account.AESKey == "" {
		x.add(CheckCallback, Wrong, [2]string{"Token 或 EncodingAESKey 还没有填写", "Token or EncodingAESKey is missing"},
			[2]string{"点“生成”，保存后把两项填进企业微信后台“接收消息 → 设置API接收”", "press “Generate”, save, and enter both in WeCom's console under the application's message receiving"})
		return nil
	}
	seal, err := NewSeal(x.account.Token, x.account.AESKey, x.account.Corp)
	if err != nil {
		x.add(CheckCallback, Wrong, [2]string{"EncodingAESKey 不对", "EncodingAESKey is wrong"}, pair(err))
		return nil
	}
	word, nonce := rand.Text(), rand.Text()
	timestamp := strconv.FormatInt(x.office.db.Clock().Now().Unix(), 10)
	echo := seal.Close([]byte(word))
	q := url.Values{"msg_signature": {seal.Sign(timestamp, nonce, echo)}, "timestamp": {timestamp}, "nonce": {nonce}, "echostr": {echo}}
	status, body, err := x.visit(ctx, x.site.Address+x.site.Path+"?"+q.Encode())
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		x.notFromHere(CheckCallback)
	case status != http.StatusOK || body != word:
		x.add(CheckCallback, Wrong, [2]string{"%s 没有答对加密的验证（HTTP %d）", "%s did not answer the encrypted question (HTTP %d)"},
			[2]string{"这个地址通到了别处：检查反向代理是否把 /hook/ 原样转给本程序，连同问号后面的内容", "the address leads elsewhere: see that the reverse proxy passes /hook/ on unchanged, with what follows the question mark"},
			x.site.Address+x.site.Path, status)
	default:
		x.sound(CheckCallback, "%s 答对了加密的验证", "%s answers the encrypted question", x.site.Address+x.site.Path)
	}
	return nil
}

// events says when WeCom told us something last: that alone shows that it has the same token and key.
func (x *examination) events() {
	if x.site.LastAt == 0 {
		x.add(CheckEvents, Doubtful, [2]string{"还没有收到过企业微信的回调", "WeCom has not told anything yet"},
			[2]string{"在企业微信后台保存回调地址、Token 和 EncodingAESKey，勾选“外部联系人变更”，再让一位成员添加一位客户试试",
				"save address, token and EncodingAESKey in WeCom's console, tick the changes of external contacts, and have a member add a customer"})
		return
	}
	zh, en := long(time.Duration(x.office.db.Clock().Now().UnixMilli()-x.site.LastAt) * time.Millisecond)
	x.sound(CheckEvents, "最近一次回调在 "+zh+"前", "The last callback came "+en+" ago")
}

// long writes how long something takes by its largest unit.
func long(d time.Duration) (zh, en string) {
	for _, u := range []struct {
		size   time.Duration
		zh, en string
	}{{24 * time.Hour, " 天", " d"}, {time.Hour, " 小时", " h"}, {time.Minute, " 分钟", " min"}} {
		if d >= u.size {
			n := strconv.FormatInt(int64(d/u.size), 10)
			return n + u.zh, n + u.en
		}
	}
	n := strconv.FormatInt(max(0, int64(d/time.Second)), 10)
	return n + " 秒", n + " s"
}

// domain looks whether the file by which WeCom verifies a domain is served.
func (x *examination) domain(ctx context.Context) error {
	f, err := x.office.DomainFile(ctx)
	if err != nil {
		return err
	}
	if f.Name == "" {
		x.add(CheckDomain, Unasked, [2]string{"还没有上传；只有在聊天里打开网页时才需要", "None was uploaded; it is needed only for pages opened within WeCom"}, [2]string{})
		return nil
	}
	status, body, err := x.visit(ctx, x.site.Address+"/"+f.Name)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		x.notFromHere(CheckDomain)
	case status != http.StatusOK || body != f.Content:
		x.add(CheckDomain, Wrong, [2]string{"%s 读到的不是上传的内容（HTTP %d）", "%s gives something else than was uploaded (HTTP %d)"},
			[2]string{"检查反向代理是否把根目录下的这个文件转给本程序", "see that the reverse proxy passes this file at the root on to the program"}, x.site.Address+"/"+f.Name, status)
	default:
		x.sound(CheckDomain, "%s 可以访问", "%s can be read", x.site.Address+"/"+f.Name)
	}
	return nil
}
