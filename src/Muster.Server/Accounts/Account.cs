using Microsoft.AspNetCore.Identity;
using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>Somebody who may sign in to Muster. Not to be confused with the platform's users, whom Muster synchronises.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>What the person is called on screen and in the audit log.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>What the person may do.</summary>
    public Role Role { get; set; }

    /// <summary>Whether the person may approve plans above limits, in addition to the role.</summary>
    public bool Approver { get; set; }

    /// <summary>Whether the person may not sign in any more.</summary>
    public bool Disabled { get; set; }

    /// <summary>When the account was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the person last signed in; null for never.</summary>
    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The tenant of a person who signs in with Entra; null for a local account.</summary>
    public string? TenantId { get; set; }

    /// <summary>The object id of a person who signs in with Entra.</summary>
    public string? ObjectId { get; set; }

    /// <summary>Key of the platform user the person is, as an Owner said it; null where nobody did. People of Entra are found by tenant and object id.</summary>
    public int? PlatformUser { get; set; }

    /// <summary>What tells the account from one of the same name: the mail address, or the object id in Entra.</summary>
    public string Address => Email ?? (ObjectId is null ? DisplayName : $"Entra {ObjectId}");
}
