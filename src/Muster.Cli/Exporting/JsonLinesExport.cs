namespace Muster.Cli.Exporting;

/// <summary>One JSON object a line, in the order and form that scripts rely on.</summary>
internal static class JsonLinesExport
{
    public static async Task<long> WriteAsync(ExportedState state, OutputFile output, CancellationToken cancellationToken)
    {
        await using var closing = output;
        long rows = 0;
        var users = await state.UsersAsync(cancellationToken);
        foreach (var user in users)
        {
            rows++;
            output.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "user");
                json.Text("id", user.Id?.ToString());
                json.Text("userPrincipalName", user.Attributes.UserPrincipalName);
                json.Text("displayName", user.Attributes.DisplayName);
                json.Text("mail", user.Attributes.Mail);
                json.WriteBoolean("active", user.Active);
                json.WriteEndObject();
            });
        }
        var groups = await state.GroupsAsync(cancellationToken);
        foreach (var group in groups)
        {
            rows++;
            output.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "group");
                json.Text("id", group.Id?.ToString());
                json.WriteString("name", group.Name);
                json.WriteString("link", JsonFormat.Word(group.Link));
                json.Texts("ownerPermissions", state.OwnerPermissions(group));
                if (group.Attributes.Count > 0)
                {
                    json.WriteStartObject("attributes");
                    foreach (var (name, value) in group.Attributes)
                        json.WriteString(name, value);
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            });
        }
        var byKey = users.ToDictionary(user => user.Key);
        foreach (var group in groups)
        foreach (var (user, row) in await state.MembershipsAsync(group, byKey, cancellationToken))
        {
            rows++;
            output.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "membership");
                json.WriteString("group", group.Name);
                json.Text("user", user.Id?.ToString());
                if (user.Id is null)
                    json.Text("userPrincipalName", user.Attributes.UserPrincipalName);
                json.WriteString("relation", JsonFormat.Word(row.Relation));
                json.WriteString("origin", JsonFormat.Word(row.Origin));
                json.WriteEndObject();
            });
        }
        foreach (var (group, child) in await state.SubGroupsAsync(groups, cancellationToken))
        {
            rows++;
            output.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "subGroup");
                json.WriteString("group", group);
                json.WriteString("child", child);
                json.WriteEndObject();
            });
        }
        await output.CompleteAsync(cancellationToken);
        return rows;
    }
}
