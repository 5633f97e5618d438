using System.ComponentModel.DataAnnotations;

namespace Muster.Server.Accounts;

/// <summary>Who sees to something that is open.</summary>
internal sealed class Assignment
{
    /// <summary>What it is, as <c>problem:12</c>; it has one person.</summary>
    [MaxLength(80)]
    public required string Subject { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid Account { get; set; }

    /// <summary>Name of whoever gave it.</summary>
    [MaxLength(320)]
    public required string GivenBy { get; set; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; set; }
}
