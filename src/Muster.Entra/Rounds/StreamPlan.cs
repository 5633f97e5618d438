using Muster.Engine.Reading;
using Muster.Entra.Pages;

namespace Muster.Entra.Rounds;

/// <summary>What is asked for to read one stream, and the permission it takes.</summary>
internal sealed record StreamPlan(DirectoryStream Stream, string Path, string Select, string Permission)
{
    private static readonly StreamPlan Users = new(DirectoryStream.Users, "users/delta", UserRows.Select, "User.Read.All");
    private static readonly StreamPlan Groups = new(DirectoryStream.Groups, "groups/delta", GroupRows.Select, "GroupMember.Read.All");

    /// <summary>The request without a token: path and selected properties.</summary>
    public string Initial => $"{Path}?$select={Select}";

    public static StreamPlan Of(DirectoryStream stream) => stream == DirectoryStream.Users ? Users : Groups;
}
