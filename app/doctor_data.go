package app

import (
	"context"
	"time"

	"qunli/intake"
	"qunli/kit/db"
	"qunli/kit/job"
	"qunli/kit/secret"
	"qunli/org"
)

// How long things may take before doctor speaks of them, ms.
const (
	clockOff   = 5_000
	lagWarn    = 5 * 60_000
	lagFail    = 60 * 60_000
	importWarn = 60 * 60_000
	importFail = 24 * 60 * 60_000
	memoWarn   = 7 * 24 * 60 * 60_000
)

// examineSchema looks whether program and database fit.
func examineSchema(ctx context.Context, d *db.DB) []sign {
	applied, err := d.Applied(ctx)
	if err != nil {
		return []sign{broken("schema", err)}
	}
	pending, err := d.Pending(ctx, Rooms()...)
	switch {
	case err != nil:
		return []sign{broken("schema", err)}
	case pending:
		return []sign{signOf("schema", failing, "数据库结构比程序旧（已有 %d 步）", "the database is older than the program (%d migrations)", len(applied)).
			remedy("先备份，再用新程序运行 qunli serve", "back up, then run qunli serve of the new program")}
	}
	return []sign{signOf("schema", fine, "结构是最新的（%d 步）", "the schema is current (%d migrations)", len(applied))}
}

// examineClock compares this machine's clock with what is stored, and with the clock of the database server.
func examineClock(ctx context.Context, _ Config, d *db.DB, now int64) []sign {
	var signs []sign
	if newest, err := job.Newest(ctx, d.Read()); err != nil {
		signs = append(signs, broken("clock", err))
	} else if newest > now+clockOff {
		signs = append(signs, signOf("clock", failing, "本机时钟比已有数据慢 %s", "this machine's clock is %s behind what is stored", ago(newest-now)).
			remedy("启用时间同步（chrony、systemd-timesyncd）", "keep the clock in step (chrony, systemd-timesyncd)"))
	}
	server, ok, err := d.ServerTime(ctx)
	off := max(server-now, now-server)
	switch {
	case err != nil:
		signs = append(signs, broken("clock", err))
	case ok && off > clockOff:
		signs = append(signs, signOf("clock", warning, "与数据库服务器相差 %s", "%s apart from the database server", ago(off)).
			remedy("让所有机器同步时间；每个节点盖自己的时间戳", "keep all machines in step: each node stamps its own time"))
	}
	zone, err := org.Zone(ctx, d.Read())
	if err != nil {
		return append(signs, broken("clock", err))
	}
	if len(signs) == 0 {
		signs = append(signs, signOf("clock", fine, "%s，营业时区 %s", "%s, days are counted in %s", time.UnixMilli(now).In(zone).Format(time.DateTime), zone))
	}
	return signs
}

// examineKeys looks whether the key opens everything that is sealed.
func examineKeys(ctx context.Context, config Config, d *db.DB, _ int64) []sign {
	stored, err := org.Stored(ctx, d.Read())
	if err != nil {
		return []sign{broken("keys", err)}
	}
	n := 0
	for _, value := range stored {
		if sealed(value) {
			n++
		}
	}
	file := examineKeyFile(config, n > 0)
	if file.Level != fine || n == 0 {
		return []sign{file}
	}
	ring, err := secret.LoadKeyring(config.KeyText, config.keyFile())
	if err != nil {
		return []sign{broken("keys", err)}
	}
	for name, value := range stored {
		if !sealed(value) {
			continue
		}
		if _, err := ring.Open(name, value); err != nil {
			return []sign{signOf("keys", failing, "主密钥打不开 %s", "the key does not open %s", name).
				remedy("这不是封存它的那把密钥：找回原文件，或重发该密钥", "this is not the key that sealed it: bring the old file back, or issue that secret anew")}
		}
	}
	file.Zh, file.En = file.Zh+"，能打开全部封存项", file.En+", and it opens everything sealed"
	return []sign{file}
}

// examineJobs looks at the queue: how long it is behind, and what is dead.
func examineJobs(ctx context.Context, _ Config, d *db.DB, now int64) []sign {
	m, err := job.Measure(ctx, d.Read(), now)
	if err != nil {
		return []sign{broken("jobs", err)}
	}
	level := fine
	switch {
	case m.Lag > lagFail:
		level = failing
	case m.Lag > lagWarn:
		level = warning
	}
	signs := []sign{signOf("jobs", level, "等待 %d，进行中 %d，最久已等 %s", "%d waiting, %d running, the longest has waited %s", m.Ready, m.Running, ago(m.Lag))}
	if level != fine {
		signs[0] = signs[0].remedy("确认服务在运行；再看日志里的 job failed", "see that a server runs, then look for job failed in its log")
	}
	if m.Failed > 0 {
		signs = append(signs, signOf("dead jobs", warning, "%d 个任务彻底失败", "%d jobs failed for good", m.Failed).
			remedy("在控制台 /jobs 看原因，修复后重试或放弃", "see the causes at /jobs of the console; mend, then retry or give up"))
	}
	return signs
}

// examineImports looks for files that were handed in and have not been read to their end.
func examineImports(ctx context.Context, _ Config, d *db.DB, now int64) []sign {
	since, n, err := intake.Unfinished(ctx, d.Read())
	if err != nil {
		return []sign{broken("imports", err)}
	}
	if n == 0 {
		return []sign{signOf("imports", fine, "没有未读完的文件", "no file is left unread")}
	}
	level, age := fine, now-since
	switch {
	case age > importFail:
		level = failing
	case age > importWarn:
		level = warning
	}
	s := signOf("imports", level, "%d 个文件未读完，最早的已 %s", "%d files are not read to their end, the oldest for %s", n, ago(age))
	if level != fine {
		s = s.remedy("文件可能在别的节点或命令行里：重新运行同一条导入命令，会从断点继续", "its file may be with another node or command: run the same import again, it goes on where it stopped")
	}
	return []sign{s}
}

// examineMemos looks at when the last check and the last archive were made from this folder.
func examineMemos(_ context.Context, config Config, _ *db.DB, _ int64) []sign {
	checked := signOf("check", warning, "还没有核对过", "there has been no check yet").remedy("运行 qunli check", "run qunli check")
	if m, ok := config.recall(checkMemo); ok {
		switch age := sinceMemo(m); {
		case m.Found > 0:
			checked = signOf("check", failing, "%s 前的核对发现 %d 处不一致", "the check %[1]s ago found %[2]d differences", ago(age), m.Found).
				remedy("再运行 qunli check 看清是哪些，并附上输出联系我们", "run qunli check again to see which, and send us what it prints")
		case age > memoWarn:
			checked = signOf("check", warning, "上次核对在 %s 前", "the last check was %s ago", ago(age)).remedy("每周运行一次 qunli check", "run qunli check every week")
		default:
			checked = signOf("check", fine, "%s 前核对无误", "clean %s ago", ago(age))
		}
	}
	archived := signOf("archive", warning, "还没有做过归档", "there has been no archive yet").
		remedy("每天运行 qunli backup，另存主密钥", "run qunli backup every day, and keep the key elsewhere")
	if m, ok := config.recall(backupMemo); ok {
		archived = signOf("archive", fine, "上次归档在 %s 前", "the last archive is %s old", ago(sinceMemo(m)))
		if sinceMemo(m) > memoWarn {
			archived.Level = warning
			archived = archived.remedy("每天运行 qunli backup", "run qunli backup every day")
		}
	}
	return []sign{checked, archived}
}
