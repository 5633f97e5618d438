using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>What somebody had typed of a new account when they were asked who they are.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mail">Its mail address.</param>
/// <param name="WithEntra">Whether it signs in with Entra.</param>
/// <param name="ObjectId">Its object id there.</param>
/// <param name="Role">Its role.</param>
/// <param name="Approver">Whether it approves.</param>
internal sealed record NewAccountDraft(string Name, string Mail, bool WithEntra, string ObjectId, string Role, bool Approver);

/// <summary>What somebody had chosen for an account when they were asked who they are.</summary>
/// <param name="Account">Which.</param>
/// <param name="Seen">How it stood when it was chosen.</param>
/// <param name="SeenUser">Whom it was then, among the platform's users.</param>
/// <param name="Role">Its role.</param>
/// <param name="Approver">Whether it approves.</param>
/// <param name="Roles">Its roles for connections.</param>
/// <param name="User">Whom it is.</param>
/// <param name="ObjectId">Its object id in Entra.</param>
internal sealed record AccountDraft(
    Account Account,
    AccountState Seen,
    string SeenUser,
    string Role,
    bool Approver,
    Dictionary<int, (Role Role, bool Approver)> Roles,
    string User,
    string ObjectId
);

/// <summary>What somebody had typed of a new token when they were asked who they are; its secret is made only afterwards.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">The most it may do.</param>
/// <param name="Ends">Its last day.</param>
/// <param name="IsNarrowed">Whether it works on some connections only.</param>
/// <param name="Only">Their keys.</param>
internal sealed record TokenDraft(string Name, Role Scope, DateOnly? Ends, bool IsNarrowed, HashSet<int> Only);
