package wecom

import (
	"context"
	"net/url"
	"strconv"
)

// Agent is the application, and whom it sees.
type Agent struct {
	Name        string
	Users       []string
	Departments []int64
	Tags        int // how many tags of members
}

// Agent reads the application of the client.
func (c *Client) Agent(ctx context.Context, id string) (Agent, error) {
	var reply struct {
		Name  string `json:"name"`
		Users struct {
			List []struct {
				Key string `json:"userid"`
			} `json:"user"`
		} `json:"allow_userinfos"`
		Departments struct {
			List []int64 `json:"partyid"`
		} `json:"allow_partys"`
		Tags struct {
			List []int64 `json:"tagid"`
		} `json:"allow_tags"`
	}
	err := c.get(ctx, "agent/get", url.Values{"agentid": {id}}, &reply)
	out := Agent{Name: reply.Name, Departments: reply.Departments.List, Tags: len(reply.Tags.List)}
	for _, u := range reply.Users.List {
		out.Users = append(out.Users, u.Key)
	}
	return out, err
}

// InDepartment lists the members of a department and of those below it whom the application sees.
func (c *Client) InDepartment(ctx context.Context, id int64) ([]string, error) {
	var reply struct {
		List []struct {
			Key string `json:"userid"`
		} `json:"userlist"`
	}
	err := c.get(ctx, "user/simplelist", url.Values{"department_id": {strconv.FormatInt(id, 10)}, "fetch_child": {"1"}}, &reply)
	var out []string
	for _, u := range reply.List {
		out = append(out, u.Key)
	}
	return out, err
}
