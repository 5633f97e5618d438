using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary>
/// One table of memberships with the people's and groups' names, RFC 4180; groups and users without any membership have a row with the other columns
/// empty, and so has every sub-group under its group. A text that a spreadsheet would take for a formula gets a quote in front.
/// </summary>
internal static class CsvExport
{
    private const string Header = "group,groupId,link,user,userPrincipalName,displayName,mail,active,relation,origin,subGroup";

    public static async Task<long> WriteAsync(ExportedState state, OutputFile output, CancellationToken cancellationToken)
    {
        await using var closing = output;
        output.Writer.Write(Header + "\r\n");
        long count = 0;
        await foreach (var row in RowsAsync(state, cancellationToken))
        {
            output.Writer.Write(string.Join(',', row.Select(CsvText.Field)) + "\r\n");
            count++;
        }
        await output.CompleteAsync(cancellationToken);
        return count;
    }

    /// <summary>The rows, unescaped.</summary>
    public static async IAsyncEnumerable<string?[]> RowsAsync(
        ExportedState state,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var users = (await state.UsersAsync(cancellationToken)).ToDictionary(user => user.Key);
        var placed = new HashSet<int>();
        var groups = await state.GroupsAsync(cancellationToken);
        var subGroups = (await state.SubGroupsAsync(groups, cancellationToken)).ToLookup(pair => pair.Group, pair => pair.Child);
        foreach (var group in groups)
        {
            var memberships = await state.MembershipsAsync(group, users, cancellationToken);
            string?[] start = [group.Name, group.Id?.ToString(), JsonFormat.Word(group.Link)];
            if (memberships.Count == 0)
                yield return [.. start, null, null, null, null, null, null, null, null];
            foreach (var (user, row) in memberships)
            {
                placed.Add(user.Key);
                yield return [.. start, .. Person(user), JsonFormat.Word(row.Relation), JsonFormat.Word(row.Origin), null];
            }
            foreach (var child in subGroups[group.Name])
                yield return [.. start, null, null, null, null, null, null, null, child];
        }
        foreach (var user in users.Values.Where(user => !placed.Contains(user.Key)))
            yield return [null, null, null, .. Person(user), null, null, null];
    }

    /// <summary>The columns' names.</summary>
    public static string[] Columns => Header.Split(',');

    private static string?[] Person(Engine.Platform.UserRow user) =>
        [
            user.Id?.ToString(),
            user.Attributes.UserPrincipalName,
            user.Attributes.DisplayName,
            user.Attributes.Mail,
            user.Active ? "true" : "false",
        ];
}
