package sandbox

import "maps"

// x begins most paths.
const x = "externalcontact/"

// endpoints is the index of the API: what stands after /cgi-bin/.
func endpoints() map[string]endpoint {
	all := outbound()
	maps.Copy(all, map[string]endpoint{
		"gettoken":              {true, nothing, (*call).getToken},
		"get_api_domain_ip":     {true, token, (*call).ips},
		"getcallbackip":         {true, token, (*call).ips},
		"agent/get":             {true, token, (*call).agentGet},
		"user/get":              {true, token, (*call).userGet},
		"user/list":             {true, token, (*call).userList},
		"user/simplelist":       {true, token, (*call).userSimpleList},
		"user/list_id":          {false, token, (*call).userListID},
		"department/list":       {true, token, (*call).departmentList},
		"department/simplelist": {true, token, (*call).departmentSimple},

		x + "get_follow_user_list": {true, contact, (*call).followUsers},
		x + "add_contact_way":      {false, contact, (*call).wayAdd},
		x + "get_contact_way":      {false, contact, (*call).wayGet},
		x + "list_contact_way":     {false, contact, (*call).wayList},
		x + "update_contact_way":   {false, contact, (*call).wayUpdate},
		x + "del_contact_way":      {false, contact, (*call).wayDel},

		x + "groupchat/add_join_way":    {false, contact, (*call).joinAdd},
		x + "groupchat/get_join_way":    {false, contact, (*call).joinGet},
		x + "groupchat/update_join_way": {false, contact, (*call).joinUpdate},
		x + "groupchat/del_join_way":    {false, contact, (*call).joinDel},

		x + "customer_acquisition/list_link":   {false, contact, (*call).linkList},
		x + "customer_acquisition/get":         {false, contact, (*call).linkGet},
		x + "customer_acquisition/create_link": {false, contact, (*call).linkCreate},
		x + "customer_acquisition/update_link": {false, contact, (*call).linkUpdate},
		x + "customer_acquisition/delete_link": {false, contact, (*call).linkDelete},
		x + "customer_acquisition/customer":    {false, contact, (*call).linkCustomers},
		x + "customer_acquisition/statistic":   {false, contact, (*call).linkStatistic},
		x + "customer_acquisition_quota":       {true, contact, (*call).linkQuota},

		x + "add_product_album":      {false, contact, (*call).albumAdd},
		x + "get_product_album":      {false, contact, (*call).albumGet},
		x + "get_product_album_list": {false, contact, (*call).albumList},
		x + "update_product_album":   {false, contact, (*call).albumUpdate},
		x + "delete_product_album":   {false, contact, (*call).albumDelete},

		x + "list":              {true, contact, (*call).customerList},
		x + "get":               {true, contact, (*call).customerGet},
		x + "batch/get_by_user": {false, contact, (*call).customerBatch},
		x + "remark":            {false, contact, (*call).customerRemark},

		x + "convert_to_openid":                         {false, contact, (*call).toOpenID},
		x + "get_new_external_userid":                   {false, contact, (*call).newExternal},
		"idconvert/unionid_to_external_userid":          {false, contact, (*call).byUnion},
		"idconvert/batch/external_userid_to_pending_id": {false, contact, (*call).pending},
		"user/convert_to_openid":                        {false, token, (*call).userToOpenID},
		"user/convert_to_userid":                        {false, token, (*call).openIDToUser},

		"media/upload":            {false, token, (*call).mediaUpload},
		"media/uploadimg":         {false, token, (*call).mediaUploadImg},
		"media/upload_attachment": {false, token, (*call).mediaAttachment},
		"media/get":               {true, token, (*call).mediaGet},
		"message/send":            {false, token, (*call).messageSend},
		"message/recall":          {false, token, (*call).messageRecall},

		"auth/getuserinfo":   {true, token, (*call).userInfo},
		"user/getuserinfo":   {true, token, (*call).userInfo},
		"auth/getuserdetail": {false, token, (*call).userDetail},
		"get_jsapi_ticket":   {true, token, (*call).jsTicket},
		"ticket/get":         {true, token, (*call).agentTicket},
	})
	return all
}

// outbound is the part of it that changes customers and groups, or writes to them.
func outbound() map[string]endpoint {
	return map[string]endpoint{
		x + "get_corp_tag_list": {false, contact, (*call).tagList},
		x + "add_corp_tag":      {false, contact, (*call).tagAdd},
		x + "edit_corp_tag":     {false, contact, (*call).tagEdit},
		x + "del_corp_tag":      {false, contact, (*call).tagDel},
		x + "mark_tag":          {false, contact, (*call).tagMark},

		x + "groupchat/list":                   {false, contact, (*call).groupList},
		x + "groupchat/get":                    {false, contact, (*call).groupGet},
		x + "opengid_to_chatid":                {false, contact, (*call).groupByOpen},
		x + "groupchat/statistic":              {false, contact, (*call).groupStatistic},
		x + "groupchat/statistic_group_by_day": {false, contact, (*call).groupByDay},
		x + "get_user_behavior_data":           {false, contact, (*call).behavior},

		x + "add_msg_template":            {false, contact, (*call).massAdd},
		x + "get_groupmsg_list_v2":        {false, contact, (*call).massList},
		x + "get_groupmsg_task":           {false, contact, (*call).massTasks},
		x + "get_groupmsg_send_result":    {false, contact, (*call).massResult},
		x + "remind_groupmsg_send":        {false, contact, (*call).massRemind},
		x + "cancel_groupmsg_send":        {false, contact, (*call).massCancel},
		x + "send_welcome_msg":            {false, contact, (*call).sendWelcome},
		x + "group_welcome_template/add":  {false, contact, (*call).templateAdd},
		x + "group_welcome_template/edit": {false, contact, (*call).templateEdit},
		x + "group_welcome_template/get":  {false, contact, (*call).templateGet},
		x + "group_welcome_template/del":  {false, contact, (*call).templateDel},

		x + "add_moment_task":          {false, contact, (*call).momentAdd},
		x + "get_moment_task_result":   {true, contact, (*call).momentJob},
		x + "cancel_moment_task":       {false, contact, (*call).momentCancel},
		x + "get_moment_list":          {false, contact, (*call).momentList},
		x + "get_moment_task":          {false, contact, (*call).momentTasks},
		x + "get_moment_customer_list": {false, contact, (*call).momentCustomers},
		x + "get_moment_send_result":   {false, contact, (*call).momentSent},
		x + "get_moment_comments":      {false, contact, (*call).momentComments},

		x + "transfer_customer":          {false, contact, (*call).transferOnJob},
		x + "transfer_result":            {false, contact, (*call).transferResult},
		x + "resigned/transfer_customer": {false, contact, (*call).transferResigned},
		x + "resigned/transfer_result":   {false, contact, (*call).resignedResult},
		x + "get_unassigned_list":        {false, contact, (*call).unassigned},
		x + "groupchat/onjob_transfer":   {false, contact, (*call).groupOnJob},
		x + "groupchat/transfer":         {false, contact, (*call).groupResigned},
	}
}
