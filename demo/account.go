package demo

import "math"

// Account is what became of one story, told by who made it and not by what was measured.
type Account struct {
	People int
	// Orders that stand, by what brought them (INS-01): the first of somebody who was brought by an advertisement, by
	// somebody, by neither, or a later one.
	Repurchase, Referral, Ad, Natural int
	Fates                             map[string]Fate // of groups, by code
	// Ripe people were brought by somebody, and so long ago that whomever they bring has come. They brought so many; Expected
	// and Deviation are mean and standard deviation of that number.
	Ripe, Brought       int
	Expected, Deviation float64
}

// Account tells what became of the story.
func (s *Story) Account() Account {
	a := Account{Fates: map[string]Fate{}}
	variance := 0.0
	for number := range s.blocks() {
		b := s.draw(number)
		a.People += len(b.people)
		for _, p := range b.people {
			a.orders(p)
			if p.inviter == nil || p.came > days-s.MaxCycle-1 {
				continue
			}
			a.Ripe++
			a.Brought += p.invited
			a.Expected += s.K(p.came)
			variance += s.spread(p.came)
		}
		for _, g := range b.groups {
			a.Fates[g.code()] = g.fate
		}
	}
	a.Deviation = math.Sqrt(variance)
	return a
}

// orders counts somebody's.
func (a *Account) orders(p *person) {
	if len(p.orders) == 0 {
		return
	}
	a.Repurchase += len(p.orders) - 1
	switch {
	case p.inviter != nil:
		a.Referral++
	case p.way.paid:
		a.Ad++
	default:
		a.Natural++
	}
}

// spread is the variance of how many somebody who came at a time brings: nobody, or one and a Poisson number more.
func (p Parameters) spread(at float64) float64 {
	k := p.K(at)
	more := k/p.Sharers - 1
	return p.Sharers*(more+(1+more)*(1+more)) - k*k
}

// MedianCycle is the median of the days from somebody's coming to that of whom they bring.
func (p Parameters) MedianCycle() float64 {
	return -p.MeanCycle * math.Log(1-0.5*(1-math.Exp(-p.MaxCycle/p.MeanCycle)))
}

// Repeats is the chance that somebody whose first order lies so many weeks back has ordered again.
func (h Habit) Repeats(weeks float64) float64 {
	return 1 - math.Pow(h.Alpha/(h.Alpha+weeks), h.R)
}
