package app

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"qunli/kit/db"
	"qunli/kit/secret"
)

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// examineConfig looks at the settings of the process, as far as the environment tells them: flags of a server are not seen here.
func examineConfig(config Config, env func(string) string) []sign {
	var signs []sign
	if _, err := networks(env("QUNLI_PROXIES")); err != nil {
		signs = append(signs, broken("config", err))
	}
	if cert, key := env("QUNLI_TLS_CERT"), env("QUNLI_TLS_KEY"); cert != "" || key != "" {
		for _, path := range []string{cert, key} {
			if path == "" || !exists(path) {
				signs = append(signs, signOf("config", failing, "证书与私钥须成对且可读", "certificate and key come in a pair and must be readable").
					remedy("检查 QUNLI_TLS_CERT 和 QUNLI_TLS_KEY", "look at QUNLI_TLS_CERT and QUNLI_TLS_KEY"))
				break
			}
		}
	}
	for _, name := range []string{"QUNLI_PUBLIC_URL", "QUNLI_H5_URL"} {
		if s, bad := examineURL(name, env(name)); bad {
			signs = append(signs, s)
		}
	}
	if len(signs) == 0 {
		where := "PostgreSQL"
		if path, ok := config.sqlitePath(); ok {
			where = path
			if h, held := db.HolderOf(path); held {
				where += fmt.Sprintf(" (%s, pid %d)", h.Owner, h.PID)
			}
		}
		signs = append(signs, signOf("config", fine, "数据库 %s，上传目录 %s", "database %s, uploads in %s", where, config.filesDir()))
	}
	return signs
}

func examineURL(name, address string) (sign, bool) {
	if address == "" {
		return sign{}, false
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return signOf("config", failing, "%s 不是网址", "%s is no address", name).
			remedy("写成 https://域名", "write it as https://host"), true
	}
	ip := net.ParseIP(u.Hostname())
	if local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback(); u.Scheme != "https" && !local {
		return signOf("config", warning, "对外地址 %s 没有加密（%s）", "the address %s is not encrypted (%s)", name, u.Scheme).
			remedy("在反向代理或本程序上启用 TLS，见 docs/operate.md", "use TLS at the reverse proxy or here; see docs/operate.md"), true
	}
	return sign{}, false
}

const (
	littleSpace = 5 << 30 // bytes free below which doctor warns
	noSpace     = 500 << 20
)

// examineDisks looks at the folders of data and uploads: there, writable, with room.
func examineDisks(config Config) []sign {
	folders := []string{filepath.Dir(config.beside("x"))}
	if files := config.filesDir(); filepath.Dir(files) != folders[0] {
		folders = append(folders, files)
	}
	var signs []sign
	for _, folder := range folders {
		signs = append(signs, examineDisk(folder))
	}
	return signs
}

func examineDisk(folder string) sign {
	if !exists(folder) {
		return signOf("disk", warning, "%s 还不存在", "%s is not there yet", folder).
			remedy("首次启动会创建它", "the first start makes it")
	}
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return signOf("disk", failing, "%s 读不到剩余空间", "the free space of %s cannot be read", folder)
	}
	free, whole := uint64(s.Bavail)*uint64(s.Bsize), uint64(s.Blocks)*uint64(s.Bsize)
	f, err := os.CreateTemp(folder, ".doctor-*")
	if err != nil {
		return signOf("disk", failing, "%s 不可写", "%s cannot be written", folder).
			remedy("检查属主、权限、只读挂载和磁盘配额", "look at owner, mode, read-only mounts and quotas")
	}
	_, _ = f.Close(), os.Remove(f.Name())
	level := fine
	switch {
	case free < noSpace:
		level = failing
	case free < littleSpace, free < whole/20:
		level = warning
	}
	out := signOf("disk", level, "%s 可写，剩余 %.1f GB", "%s is writable, %.1f GB free", folder, float64(free)/(1<<30))
	if level != fine {
		out = out.remedy("扩容，或清理旧归档；满盘时写入会被拒绝，但不会损坏", "make room or move old archives; on a full disk writes are refused, nothing breaks")
	}
	return out
}

// examineKeyFile looks whether the key is there and can be read, without making one. needed says that something is sealed with it.
func examineKeyFile(config Config, needed bool) sign {
	if config.KeyText == "" && !exists(config.keyFile()) {
		if needed {
			return signOf("keys", failing, "没有主密钥 %s，已封存的内容无法读取", "the key %s is missing and sealed values cannot be read", config.keyFile()).
				remedy("从密钥备份恢复该文件（它不在归档里）；找不到就逐个重发密钥", "bring the file back from its own backup (archives do not hold it), or issue the secrets anew")
		}
		return signOf("keys", warning, "还没有主密钥 %s", "there is no key at %s yet", config.keyFile()).
			remedy("首次启动会创建它；请单独备份，归档里没有它", "the first start makes it; back it up by itself, archives do not hold it")
	}
	if _, err := secret.LoadKeyring(config.KeyText, config.keyFile()); err != nil {
		return broken("keys", err).remedy("chmod 600，并确认运行用户是属主", "chmod 600, and let the user who runs the program own it")
	}
	where := config.keyFile()
	if config.KeyText != "" {
		where = "QUNLI_KEY"
	}
	return signOf("keys", fine, "主密钥可读：%s", "the key can be read: %s", where)
}

// sealed tells whether a stored setting is sealed with the key.
func sealed(value string) bool { return strings.HasPrefix(value, "s1.") }
