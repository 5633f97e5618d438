namespace Muster.Engine.Drift;

/// <summary>Which differences to list.</summary>
public sealed record DriftFilter
{
    /// <summary>Only differences of this kind.</summary>
    public DriftKind? Kind { get; init; }

    /// <summary>Only differences of which this becomes.</summary>
    public DriftState? State { get; init; }

    /// <summary>Only what is about the group with this key.</summary>
    public int? Group { get; init; }

    /// <summary>Only what is about this person: UPN, mail or display name, whole, without regard to case.</summary>
    public string? User { get; init; }

    /// <summary>Whether a difference is one of them.</summary>
    public bool Fits(DriftRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return (Kind is null || row.Kind == Kind)
            && (State is null || row.State == State)
            && (Group is null || row.Group == Group)
            && (User is null || IsAbout(row, User));
    }

    private static bool IsAbout(DriftRow row, string user) =>
        row.Person is { } person
        && new[] { person.UserPrincipalName, person.Mail, person.DisplayName }.Contains(user, StringComparer.OrdinalIgnoreCase);
}
