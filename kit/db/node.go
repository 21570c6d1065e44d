package db

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"time"

	"qunli/kit/clock"
	"qunli/kit/fault"
	"qunli/kit/id"
)

// nodeLease is how long a node number stays taken after its holder was last heard of. It is long: a process that was
// stopped and woken must not make the ids of another.
const nodeLease = time.Hour

// ErrNoNode means that all node numbers are leased.
var ErrNoNode = fault.New(fault.Unavailable, "db.nodes", "节点编号已用完", "All node numbers are in use")

// ErrLostNode means that another process has taken this one's node number: this one was stopped for too long.
var ErrLostNode = fault.New(fault.Unavailable, "db.node_lost", "节点编号已被另一个进程使用，请重新启动本进程",
	"Another process has taken this node's number; restart this process")

// LeaseNode takes a free node number, so that this process can make ids. Migrate comes first.
func (d *DB) LeaseNode(ctx context.Context) error {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	token := rand.Text()
	for range id.MaxNode {
		node, ok, err := d.leaseLowest(ctx, token, host)
		if err != nil {
			return err
		}
		if ok {
			d.node, d.nodeToken, d.ids = node, token, id.NewSource(d.clock, node)
			return nil
		}
	}
	return ErrNoNode
}

// leaseLowest tries the lowest number nobody holds; ok is false when another process was faster.
func (d *DB) leaseLowest(ctx context.Context, token, host string) (node int64, ok bool, err error) {
	err = d.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		if node, err = freeNode(ctx, tx); err != nil {
			return err
		}
		n, err := Exec(ctx, tx, `
			INSERT INTO node (id, token, host, leased_until) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE SET token = excluded.token, host = excluded.host, leased_until = excluded.leased_until
			WHERE node.leased_until < $5`, node, token, host, tx.Now+nodeLease.Milliseconds(), tx.Now)
		ok = n == 1
		return err
	})
	return node, ok, err
}

// freeNode finds the lowest number nobody holds; numbers start at 1.
func freeNode(ctx context.Context, tx *Tx) (int64, error) {
	held, err := All[int64](ctx, tx, `SELECT id FROM node WHERE leased_until >= $1 ORDER BY id`, tx.Now)
	if err != nil {
		return 0, err
	}
	free := int64(1)
	for _, h := range held {
		if h == free {
			free++
		}
	}
	if free > id.MaxNode {
		return 0, ErrNoNode
	}
	return free, nil
}

// KeepNode renews the lease until ctx ends. It fails when another process has taken the number meanwhile: this one must
// then end, for both would make the same ids.
func (d *DB) KeepNode(ctx context.Context) error {
	for {
		if err := clock.Sleep(ctx, nodeLease/4); err != nil {
			return nil
		}
		err := d.renewNode(ctx)
		if err != nil && !errors.Is(err, ErrBusy) && !errors.Is(err, ErrFull) && !errors.Is(err, ErrUnreachable) &&
			!errors.Is(err, ErrUnknown) && ctx.Err() == nil {
			return err
		}
	}
}

func (d *DB) renewNode(ctx context.Context) error {
	return d.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		return MustAffect(ctx, tx, ErrLostNode, `UPDATE node SET leased_until = $1 WHERE id = $2 AND token = $3`,
			tx.Now+nodeLease.Milliseconds(), d.node, d.nodeToken)
	})
}

// ReleaseNode gives the number back at a clean end. It stays taken for as long as the clock has not passed the last id
// made, so that whoever takes it next cannot make that id again.
func (d *DB) ReleaseNode(ctx context.Context) error {
	node, until := d.node, d.ids.Last()
	d.node = 0
	return d.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		_, err := Exec(ctx, tx, `UPDATE node SET leased_until = $1 WHERE id = $2 AND token = $3`, until, node, d.nodeToken)
		return err
	})
}
