package conversation

import "qunli/customer"

// Attributes are what rules may ask of people as writers in groups.
func Attributes() []customer.Attribute {
	return []customer.Attribute{
		{Name: "messages", Zh: "发言数", En: "Messages written", Type: customer.AttrNumber,
			Table: "conversation_author_day", Value: "messages", Day: "day", Gather: customer.GatherSum, Unit: "条"},
		{Name: "first_message", Zh: "首次发言", En: "First message", Type: customer.AttrMoment,
			Table: "conversation_author", Value: "first_at", Where: "first_at <> 0", Gather: customer.GatherMin},
		{Name: "last_message", Zh: "最近发言", En: "Last message", Type: customer.AttrMoment,
			Table: "conversation_author", Value: "last_at", Gather: customer.GatherMax},
	}
}
