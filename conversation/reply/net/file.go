package net

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The file of a model is a line of text that tells how it was made, a line of sizes, and the weights: for each part its
// greatest magnitude as four bytes, then each weight as two, a whole number of 1/32767 of it, the lower byte first.
const magic = "qunli reply weights 1: "

var errFile = errors.New("not the weights of a reply linker, or of another layout of slots")

// Write gives the file of a model. how is one line.
func Write(m *Model, how string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s%s\n", magic, how)
	fmt.Fprintf(&b, "%d %d %g %d", Slots, m.Keep, m.Least, len(m.Nets))
	for _, n := range m.Nets {
		fmt.Fprintf(&b, " %d %d", n.Wide, n.Narrow)
	}
	b.WriteByte('\n')
	for _, part := range m.parts() {
		writePart(&b, part)
	}
	return b.Bytes()
}

func (m *Model) parts() [][]float32 {
	parts := [][]float32{m.Linear}
	for _, n := range m.Nets {
		parts = append(parts, n.Parts()...)
	}
	return parts
}

func writePart(b *bytes.Buffer, part []float32) {
	var most float32
	for _, v := range part {
		most = max(most, v, -v)
	}
	binary.Write(b, binary.LittleEndian, most) // a buffer takes everything
	for _, v := range part {
		var whole int16
		if most > 0 {
			whole = int16(math.Round(float64(v / most * math.MaxInt16)))
		}
		binary.Write(b, binary.LittleEndian, whole)
	}
}

// Parse reads the file of a model and how it was made.
func Parse(file []byte) (m *Model, how string, err error) {
	head, rest, ok1 := bytes.Cut(file, []byte("\n"))
	sizes, rest, ok2 := bytes.Cut(rest, []byte("\n"))
	head, ok3 := bytes.CutPrefix(head, []byte(magic))
	if !ok1 || !ok2 || !ok3 {
		return nil, "", errFile
	}
	if m, err = blank(bytes.NewReader(sizes)); err != nil {
		return nil, "", err
	}
	for _, part := range m.parts() {
		if rest, ok1 = readPart(rest, part); !ok1 {
			return nil, "", errFile
		}
	}
	if len(rest) > 0 {
		return nil, "", errFile
	}
	return m, string(head), nil
}

// blank gives a model of zeros of the sizes the file tells.
func blank(sizes *bytes.Reader) (*Model, error) {
	var slots, nets int
	m := &Model{}
	if _, err := fmt.Fscan(sizes, &slots, &m.Keep, &m.Least, &nets); err != nil || slots != Slots {
		return nil, errFile
	}
	m.Linear = make(Linear, Slots)
	for range nets {
		var wide, narrow int
		if _, err := fmt.Fscan(sizes, &wide, &narrow); err != nil || wide < 4 || wide%4 != 0 || narrow < 1 || wide*narrow > 1<<16 {
			return nil, errFile
		}
		m.Nets = append(m.Nets, NewNet(wide, narrow))
	}
	return m, nil
}

func readPart(b []byte, part []float32) (rest []byte, ok bool) {
	if len(b) < 4+2*len(part) {
		return nil, false
	}
	most := math.Float32frombits(binary.LittleEndian.Uint32(b))
	b = b[4:]
	for k := range part {
		part[k] = float32(int16(binary.LittleEndian.Uint16(b[2*k:]))) / math.MaxInt16 * most
	}
	return b[2*len(part):], true
}
