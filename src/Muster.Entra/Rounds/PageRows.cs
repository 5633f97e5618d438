using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Entra.Pages;

namespace Muster.Entra.Rounds;

/// <summary>A parsed page on its way into the session.</summary>
/// <param name="Links">Its links.</param>
/// <param name="Objects">Users or groups on it.</param>
/// <param name="Edges">Edges on it.</param>
/// <param name="Fingerprint">Equal for pages with equal rows, and hardly ever for others.</param>
/// <param name="Hidden">What shows that properties are hidden from the application; null when all is well.</param>
/// <param name="Write">Hands the rows to the session.</param>
internal sealed record PageRows(
    PageLinks Links,
    int Objects,
    long Edges,
    int Fingerprint,
    string? Hidden,
    Func<IMirrorSession, CancellationToken, Task> Write
)
{
    /// <summary>Groups whose members only an application with a permission of its own may see.</summary>
    public IReadOnlyList<DirectoryGroupChange> Unseen { get; init; } = [];

    /// <summary>Names selected beyond those of all users of which some user on the page has a value.</summary>
    public IEnumerable<string> Met { get; init; } = [];

    /// <summary>Parses a page of a stream without further properties.</summary>
    /// <exception cref="PageFormatException">It is not a page.</exception>
    public static PageRows Parse(DirectoryStream stream, ReadOnlySpan<byte> json) => Parse(StreamPlan.Of(stream), json);

    /// <summary>Parses a page of the stream.</summary>
    /// <exception cref="PageFormatException">It is not a page.</exception>
    public static PageRows Parse(StreamPlan plan, ReadOnlySpan<byte> json) =>
        plan.Stream == DirectoryStream.Users ? Users(plan.More, json) : Groups(json);

    private static PageRows Users(PropertySelection more, ReadOnlySpan<byte> json)
    {
        var rows = new UserRows(more);
        var links = DeltaPage.Read(json, rows);
        var hidden = Hint(rows.Nameless, "has neither name nor UPN") ?? Hint(rows.Stateless, "does not say whether the account is enabled");
        return new(
            links,
            rows.Changes.Count,
            0,
            Digest(rows.Changes),
            hidden is null ? null : $"user {hidden}",
            (session, token) => session.WriteUsersAsync(rows.Changes, token)
        )
        {
            Met = rows.Met,
        };
    }

    private static PageRows Groups(ReadOnlySpan<byte> json)
    {
        var rows = new GroupRows();
        var links = DeltaPage.Read(json, rows);
        var hidden = Hint(rows.Nameless, "has no name");
        return new(
            links,
            rows.Changes.Count,
            rows.Edges,
            Digest(rows.Changes, rows.Edges),
            hidden is null ? null : $"group {hidden}",
            (session, token) => session.WriteGroupsAsync(rows.Changes, token)
        )
        {
            Unseen = [.. rows.Changes.Where(change => change.Facts is { HiddenMembership: true })],
        };
    }

    private static int Digest(List<DirectoryUserChange> users) =>
        users.Count == 0 ? 0 : HashCode.Combine(users.Count, users[0].Id, users[^1].Id);

    private static int Digest(List<DirectoryGroupChange> groups, long edges) =>
        groups.Count == 0
            ? 0
            : HashCode.Combine(groups.Count, groups[0].Id, groups[^1].Id, edges, groups[^1].Edges is [.., var last] ? last : default);

    private static string? Hint(ObjectId? id, string what) => id is { } known ? $"{known} {what}" : null;
}
