package app

import (
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"

	"qunli/kit/secret"
)

// Config is every setting of the process. Business settings live in tables instead.
type Config struct {
	DB           string // QUNLI_DB
	Listen       string // QUNLI_LISTEN: host:port; the next free port is taken when it is busy
	PublicURL    string // QUNLI_PUBLIC_URL: how people reach the console
	H5URL        string // QUNLI_H5_URL: how customers reach the pages made for phones
	Files        string // QUNLI_FILES: folder for uploads
	Key          string // QUNLI_KEY_FILE: file of the key that seals secrets
	KeyText      string // QUNLI_KEY: the key itself, instead of the file
	Proxies      string // QUNLI_PROXIES: addresses whose X-Forwarded-* are believed, comma separated
	MetricsToken string // QUNLI_METRICS_TOKEN: /metrics from elsewhere than loopback
	TLSCert      string // QUNLI_TLS_CERT
	TLSKey       string // QUNLI_TLS_KEY
	Sandbox      string // QUNLI_SANDBOX: host:port of the world outside beside a demo brand; "off" none
	Demo         bool   // put the demo brand into a new database
	DemoSize     string // of the demo brand: S, M or L
	Seed         uint64 // of the demo brand: which story it is
	JSON         bool
}

const defaultDB = "sqlite://qunli-data/qunli.db"

// configFlags binds the settings to flags whose defaults come from the environment.
func configFlags(name string, env func(string) string) (*flag.FlagSet, *Config) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	c := &Config{KeyText: env("QUNLI_KEY")}
	text := func(p *string, flagName, variable, fallback string) {
		if v := env(variable); v != "" {
			fallback = v
		}
		fs.StringVar(p, flagName, fallback, variable)
	}
	text(&c.DB, "db", "QUNLI_DB", defaultDB)
	text(&c.Files, "files", "QUNLI_FILES", "")
	text(&c.Key, "key-file", "QUNLI_KEY_FILE", "")
	fs.BoolVar(&c.JSON, "json", false, "")
	if name == "serve" {
		text(&c.Listen, "listen", "QUNLI_LISTEN", "127.0.0.1:8080")
		text(&c.PublicURL, "public-url", "QUNLI_PUBLIC_URL", "")
		text(&c.H5URL, "h5-url", "QUNLI_H5_URL", "")
		text(&c.Proxies, "proxies", "QUNLI_PROXIES", "")
		text(&c.MetricsToken, "metrics-token", "QUNLI_METRICS_TOKEN", "")
		text(&c.TLSCert, "tls-cert", "QUNLI_TLS_CERT", "")
		text(&c.TLSKey, "tls-key", "QUNLI_TLS_KEY", "")
		text(&c.Sandbox, "sandbox", "QUNLI_SANDBOX", "")
		fs.BoolVar(&c.Demo, "demo", false, "")
	}
	if name == "serve" || name == "demo" {
		fs.StringVar(&c.DemoSize, "size", "S", "")
		fs.Uint64Var(&c.Seed, "seed", 1, "")
	}
	return fs, c
}

// pagesURL is where customers reach their pages, "" unknown.
func (c Config) pagesURL() string { return strings.TrimSuffix(cmp.Or(c.H5URL, c.PublicURL), "/") }

// sqlitePath is the file of an SQLite address; ok is false for PostgreSQL.
func (c Config) sqlitePath() (string, bool) {
	if strings.HasPrefix(c.DB, "postgres://") || strings.HasPrefix(c.DB, "postgresql://") {
		return "", false
	}
	path, err := filepath.Abs(strings.TrimPrefix(c.DB, "sqlite://"))
	return path, err == nil
}

// beside gives where a file of this installation lies: next to the SQLite file, or in the working folder.
func (c Config) beside(name string) string {
	if path, ok := c.sqlitePath(); ok {
		return filepath.Join(filepath.Dir(path), name)
	}
	return filepath.Join("qunli-data", name)
}

func (c Config) filesDir() string {
	if c.Files != "" {
		return c.Files
	}
	return c.beside("files")
}

func (c Config) keyFile() string {
	if c.Key != "" {
		return c.Key
	}
	return c.beside("qunli.key")
}

// keyring reads the key that seals secrets, or makes it. Beside PostgreSQL its folder may not be there yet.
func (c Config) keyring() (*secret.Keyring, error) {
	path := c.keyFile()
	if c.KeyText == "" && c.Key == "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, errFile.F(path).Because(err)
		}
	}
	return secret.LoadKeyring(c.KeyText, path)
}

// socket is the Unix socket beside an SQLite file, through which commands hand work to the running server.
func (c Config) socket() (string, bool) {
	path, ok := c.sqlitePath()
	if !ok {
		return "", false
	}
	if s := path + ".sock"; len(s) < 100 { // the kernel takes 107 bytes
		return s, true
	}
	h := fnv.New64a()
	fmt.Fprint(h, path)
	return filepath.Join(os.TempDir(), fmt.Sprintf("qunli-%x.sock", h.Sum64())), true
}
