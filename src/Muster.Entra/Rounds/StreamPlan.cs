using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Entra.Pages;

namespace Muster.Entra.Rounds;

/// <summary>What is asked for to read one stream, and the permission it takes.</summary>
internal sealed record StreamPlan(DirectoryStream Stream, string Path, string Select, string Permission)
{
    private static readonly StreamPlan Users = new(DirectoryStream.Users, "users/delta", UserRows.Select, "User.Read.All");
    private static readonly StreamPlan Groups = new(DirectoryStream.Groups, "groups/delta", GroupRows.Select, "GroupMember.Read.All");

    /// <summary>Ids that the stream is limited to; null for all. At most 50 are taken.</summary>
    public IReadOnlyList<ObjectId>? Only { get; init; }

    /// <summary>What is selected of users beyond what is read of all.</summary>
    public PropertySelection More { get; init; } = PropertySelection.None;

    /// <summary>The request without a token: path, selected properties and filter.</summary>
    public string Initial =>
        Only is null
            ? $"{Path}?$select={Select}"
            : $"{Path}?$select={Select}&$filter={string.Join("%20or%20", Only.Select(id => $"id%20eq%20'{id}'"))}";

    public static StreamPlan Of(DirectoryStream stream) => stream == DirectoryStream.Users ? Users : Groups;

    /// <summary>Users with more properties than are read of all.</summary>
    public static StreamPlan OfUsers(PropertySelection more) =>
        more.IsEmpty ? Users : Users with { Select = $"{UserRows.Select},{more}", More = more };
}
