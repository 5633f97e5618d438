using Muster.Core.DirectoryObjects;

namespace Muster.Entra.Ways;

/// <summary>A change stream that is limited to some groups.</summary>
/// <param name="Ids">The groups.</param>
/// <param name="Link">Where to go on.</param>
internal sealed record FilteredLink(IReadOnlyList<ObjectId> Ids, string Link);

/// <summary>Keeps several filtered links as one text: a line each, ids before the link.</summary>
internal static class FilteredLinks
{
    private const char Between = ' ';

    public static string Write(IEnumerable<FilteredLink> links) =>
        string.Join('\n', links.Select(link => $"{string.Join(',', link.Ids)}{Between}{link.Link}"));

    /// <summary>Reads what <see cref="Write"/> wrote; a line that is not one is left out, so that its groups are read anew.</summary>
    public static IReadOnlyList<FilteredLink> Read(string? text) => [.. (text ?? "").Split('\n').Select(Parse).OfType<FilteredLink>()];

    private static FilteredLink? Parse(string line)
    {
        if (line.Split(Between, 2) is not [var ids, var link])
            return null;
        var groups = new List<ObjectId>();
        foreach (var id in ids.Split(','))
            if (ObjectId.TryParse(id, out var group))
                groups.Add(group);
            else
                return null;
        return new FilteredLink(groups, link);
    }
}
