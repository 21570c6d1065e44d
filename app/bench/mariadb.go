package bench

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

// maria speaks as much of MariaDB's protocol as claims need: one user without a password, statements in text, answers that are
// an acknowledgement or a single number.
type maria struct {
	conn net.Conn
	in   *bufio.Reader
}

const (
	mariaCapable = 0x200 | 0x2000 | 0x8000 | 0x80000 // protocol 4.1, transactions, passwords by plug-in
	mariaPacket  = 1 << 24
	mariaUTF8    = 45
	mariaQuery   = 3
	mariaSwitch  = 0xfe
	mariaRefused = 0xff
)

func dialMaria(ctx context.Context, socket string) (*maria, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, err
	}
	m := &maria{conn, bufio.NewReader(conn)}
	if _, err := m.read(); err != nil { // its greeting
		return nil, err
	}
	hello := binary.LittleEndian.AppendUint32(nil, mariaCapable)
	hello = append(binary.LittleEndian.AppendUint32(hello, mariaPacket), mariaUTF8)
	hello = append(append(hello, make([]byte, 23)...), "root\x00\x00mysql_native_password\x00"...)
	if err := m.write(1, hello); err != nil {
		return nil, err
	}
	answer, err := m.read()
	if err == nil && answer[0] == mariaSwitch {
		if err = m.write(3, nil); err == nil {
			_, err = m.read()
		}
	}
	return m, err
}

func (m *maria) write(sequence byte, payload []byte) error {
	head := []byte{byte(len(payload)), byte(len(payload) >> 8), byte(len(payload) >> 16), sequence}
	_, err := m.conn.Write(append(head, payload...))
	return err
}

// read gives the next packet; a refusal is an error.
func (m *maria) read() ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(m.in, head[:]); err != nil {
		return nil, err
	}
	payload := make([]byte, int(head[0])|int(head[1])<<8|int(head[2])<<16)
	if _, err := io.ReadFull(m.in, payload); err != nil {
		return nil, err
	}
	if len(payload) == 0 || payload[0] == mariaRefused {
		return nil, fmt.Errorf("bench: MariaDB refuses: %q", payload)
	}
	return payload, nil
}

// exec runs a statement and gives how many rows it touched, as far as they are less than 251.
func (m *maria) exec(text string) (int64, error) {
	if err := m.write(0, append([]byte{mariaQuery}, text...)); err != nil {
		return 0, err
	}
	answer, err := m.read()
	if err != nil || len(answer) < 2 {
		return 0, err
	}
	return int64(answer[1]), nil
}

// number gives the one number that a statement asks for.
func (m *maria) number(text string) (int64, error) {
	if _, err := m.exec(text); err != nil { // how many columns
		return 0, err
	}
	var cell string
	for n := range 4 { // the column, an end, the row, an end
		packet, err := m.read()
		if err != nil {
			return 0, err
		}
		if n == 2 {
			cell = string(packet[1:])
		}
	}
	return strconv.ParseInt(cell, 10, 64)
}

// mariaClaims claims by MariaDB's conditional UPDATE, through as many connections as it does best with.
type mariaClaims struct {
	all  []*maria
	free chan *maria
}

func openMaria(ctx context.Context, socket string, connections int) (*mariaClaims, error) {
	p := &mariaClaims{free: make(chan *maria, connections)}
	for range connections {
		m, err := dialMaria(ctx, socket)
		if err != nil {
			return nil, errors.Join(err, p.Close())
		}
		p.all = append(p.all, m)
		p.free <- m
	}
	for _, text := range []string{
		`CREATE DATABASE bench_rival`,
		`CREATE TABLE bench_rival.bucket (campaign BIGINT PRIMARY KEY, free BIGINT NOT NULL, spent BIGINT NOT NULL) ENGINE = InnoDB`,
		`CREATE TABLE bench_rival.claim (campaign BIGINT NOT NULL, customer BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (campaign, customer, n)) ENGINE = InnoDB`,
		`INSERT INTO bench_rival.bucket SELECT 1, ` + strconv.Itoa(stock) + `, 0`,
	} {
		if _, err := p.all[0].exec(text); err != nil {
			return nil, errors.Join(err, p.Close())
		}
	}
	return p, nil
}

// claim takes one off the bucket if there is one, and notes who has it; the row of the bucket is locked until the commit.
func (p *mariaClaims) claim(ctx context.Context, customer int64) error {
	var m *maria
	select {
	case m = <-p.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { p.free <- m }()
	for _, text := range []string{
		`BEGIN`,
		`UPDATE bench_rival.bucket SET free = free - 1, spent = spent + 1 WHERE campaign = 1 AND free > 0`,
		`INSERT INTO bench_rival.claim SELECT 1, ` + strconv.FormatInt(customer, 10) + `, 1`,
	} {
		if n, err := m.exec(text); err != nil || n != 1 && text != `BEGIN` {
			return errors.Join(errSoldOut, err)
		}
	}
	_, err := m.exec(`COMMIT`)
	return err
}

// audit compares what was answered with the tables, and drops them.
func (p *mariaClaims) audit(answered int64) error {
	claims, err1 := p.all[0].number(`SELECT COUNT(*) FROM bench_rival.claim`)
	spent, err2 := p.all[0].number(`SELECT spent FROM bench_rival.bucket`)
	_, err3 := p.all[0].exec(`DROP DATABASE bench_rival`)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	if claims != answered || spent != answered {
		return fmt.Errorf("bench: MariaDB answered %d claims and has %d, of %d", answered, claims, spent)
	}
	return nil
}

// Close ends the connections.
func (p *mariaClaims) Close() error {
	var errs []error
	for _, m := range p.all {
		errs = append(errs, m.conn.Close())
	}
	return errors.Join(errs...)
}
