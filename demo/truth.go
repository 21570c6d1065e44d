package demo

// Parameters is how the brand is made, so that what is measured can be held against it.
type Parameters struct {
	Days int // the length of the story
	// Cohorts give, by the day on which people came, how many new people each of them brings on average, all within
	// MaxCycle days of coming, where the story does not end before.
	Cohorts []Cohort
	// Sharers is the part of the people who bring anybody at all.
	Sharers float64
	// MeanCycle and MaxCycle are of the days from somebody's coming to that of each one they bring: exponential, cut off.
	MeanCycle, MaxCycle float64
	Buyers              float64 // part of the people who ever buy, the story being long enough
	FirstOrder          float64 // mean days from coming to the first order of those who buy
	// Habit is BG/NBD: rates a week Gamma(R, Alpha), dropout after each repeat purchase Beta(A, B).
	Habit Habit
	// Spend is Gamma-Gamma, in yuan net of refunds: orders Gamma(P, ν), ν Gamma(Q, Gamma).
	Spend Spend
	// Paid is the part of those nobody brought who came by an advertisement.
	Paid float64
	// CostPerHead is what an advertisement costs for each one it is to bring, in yuan.
	CostPerHead float64
}

// Cohort is people who came on a day from From (counted from 0) on, before the next cohort.
type Cohort struct {
	From int
	K    float64
}

// Habit holds the parameters of BG/NBD; the unit of time is a week.
type Habit struct{ R, Alpha, A, B float64 }

// Spend holds the parameters of Gamma-Gamma.
type Spend struct{ P, Q, Gamma float64 }

// days is the length of every story: eighteen months.
const days = 548

// Truth gives how the brand of a seed and size is made. All stories are made alike; what differs is chance.
func Truth(uint64, Size) Parameters {
	return Parameters{
		Days:    days,
		Cohorts: []Cohort{{0, 0.3}, {180, 0.42}, {365, 0.55}},
		Sharers: 0.22, MeanCycle: 4, MaxCycle: 13,
		Buyers: 0.72, FirstOrder: 6,
		Habit: Habit{R: 0.7, Alpha: 8, A: 0.9, B: 2.8},
		Spend: Spend{P: 6, Q: 4, Gamma: 64},
		Paid:  0.55, CostPerHead: 58,
	}
}

// K gives how many people somebody who came at a time brings on average.
func (p Parameters) K(at float64) float64 {
	k := 0.0
	for _, c := range p.Cohorts {
		if at >= float64(c.From) {
			k = c.K
		}
	}
	return k
}
