package wecom

import (
	"context"
	"regexp"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
)

// domainSetting is where the file by which WeCom verifies a domain stands among the organisation's settings.
const domainSetting = "channel.wecom.domain"

// DomainFile is the file that shows WeCom whose a domain is: it is read at the root of the domain. The zero value is none.
type DomainFile struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

var (
	domainName    = regexp.MustCompile(`^WW_verify_[A-Za-z0-9]{1,64}\.txt$`)
	domainContent = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)
)

// DomainFile gives the file; anybody may read it.
func (o *Office) DomainFile(ctx context.Context) (DomainFile, error) {
	return org.Structured(ctx, o.db.Read(), domainSetting, DomainFile{})
}

// SetDomainFile keeps the file that WeCom's console gave; the zero file takes it away.
func (o *Office) SetDomainFile(ctx context.Context, f DomainFile) error {
	if err := org.Must(ctx, org.SettingEdit); err != nil {
		return err
	}
	f.Content = strings.TrimSpace(f.Content)
	if f != (DomainFile{}) {
		if !domainName.MatchString(f.Name) {
			return fault.InvalidField("name", f.Name, "文件名应像 WW_verify_abcdEFGH1234.txt：请原样上传企业微信后台下载的文件",
				"is no name such as WW_verify_abcdEFGH1234.txt: upload the file as WeCom's console gave it")
		}
		if !domainContent.MatchString(f.Content) {
			return fault.InvalidField("content", "", "内容应是一行字母和数字：请重新下载文件，原样上传", "is not one line of letters and digits: download the file again and upload it as it is")
		}
	}
	change := org.Change{Verb: "wecom.domain", Object: "setting", After: map[string]any{"name": f.Name}}
	return o.org.Record(ctx, org.SettingEdit, change, func(ctx context.Context, tx *db.Tx) error {
		return org.SetStructured(ctx, tx, domainSetting, f)
	})
}
