using System.Collections.Immutable;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;

namespace Muster.Core.Attributes;

/// <summary>What a template may name of a directory group, by Graph's name for it. All are read of every group.</summary>
public sealed class GroupField : ITemplateField<DirectoryGroup>
{
    private const int MaxEdits = 2;
    private const int MaxShown = 60;

    private readonly Func<DirectoryGroup, string?> _read;

    private GroupField(string name, Func<DirectoryGroup, string?> read) => (Name, _read) = (name, read);

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<GroupField> All =
    [
        new("id", group => group.Id.ToString()),
        new("displayName", group => group.Facts.DisplayName),
        new("description", group => group.Facts.Description),
        new("mail", group => group.Facts.Mail),
        new("kind", group => Word(group.Facts.Kind)),
        new("membershipType", group => group.Facts.Dynamic ? "dynamic" : "assigned"),
        new("visibility", group => group.Facts.HiddenMembership ? "HiddenMembership" : null),
        new("onPremisesSyncEnabled", group => group.Facts.OnPremises ? "true" : "false"),
        new("isAssignableToRole", group => group.Facts.RoleAssignable ? "true" : "false"),
    ];

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string? Of(DirectoryGroup source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _read(source);
    }

    /// <summary>The field with this name, without regard to case; null for none.</summary>
    public static GroupField? Find(string name) => All.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong with a name that is no property, and which one was probably meant.</summary>
    public static string NotOne(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var shown = name.Length <= MaxShown ? name : name[..MaxShown] + "…";
        var close = All.Select(field => field.Name)
            .Where(known => shown == name && EditDistance.AtMost(name.ToUpperInvariant(), known.ToUpperInvariant(), MaxEdits))
            .ToList();
        return close.Count > 0
            ? $"'{shown}' is not a property of groups; did you mean {string.Join(" or ", close)}?"
            : $"'{shown}' is not a property of groups; use one of {string.Join(", ", All.Select(field => field.Name))}";
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static string Word(DirectoryGroupKind kind)
    {
        var word = kind.ToString();
        return char.ToLowerInvariant(word[0]) + word[1..];
    }
}
