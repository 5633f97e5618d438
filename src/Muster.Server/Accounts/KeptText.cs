using System.ComponentModel.DataAnnotations;

namespace Muster.Server.Accounts;

/// <summary>Something a person began or named and finds again in any browser: a draft, a view of a list. It holds no secret in clear.</summary>
internal sealed class KeptText
{
    /// <summary>Whose it is.</summary>
    public required Guid Account { get; init; }

    /// <summary>What it is, as <c>view:groups</c>.</summary>
    [MaxLength(40)]
    public required string Kind { get; init; }

    /// <summary>What the person calls it; one name is there once for an account and kind, as written.</summary>
    [MaxLength(KeptTexts.LongestName)]
    public required string Name { get; init; }

    /// <summary>What is kept, as the feature writes it (JSON).</summary>
    public required string Text { get; init; }

    /// <summary>Counts up with every save, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Last saved.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
