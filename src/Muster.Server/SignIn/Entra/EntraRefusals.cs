using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Muster.Server.Ui;

namespace Muster.Server.SignIn.Entra;

/// <summary>Takes a refusal from the way back to the page that shows it. Nobody can make one up, so that an address can put no words into Muster's mouth.</summary>
internal sealed class EntraRefusals(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);
    private readonly ITimeLimitedDataProtector _protector = protection
        .CreateProtector("Muster.EntraRefusal.v1")
        .ToTimeLimitedDataProtector();

    /// <summary>Packs a refusal for an address.</summary>
    public string Pack(EntraFault fault, string detail) =>
        _protector.Protect($"{((int)fault).ToString(CultureInfo.InvariantCulture)} {detail}", Lasts);

    /// <summary>The sentence for people; null when the address holds none.</summary>
    public string? Sentence(Texts T, string? packed)
    {
        if (string.IsNullOrEmpty(packed))
            return null;
        try
        {
            var parts = _protector.Unprotect(packed).Split(' ', 2);
            return Sentence(T, (EntraFault)int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Sentence(Texts T, EntraFault fault, string detail) =>
        fault switch
        {
            EntraFault.NotInvited => T[
                "Entra knows you, but nobody has given you access to Muster. Ask an Owner to add you under Accounts, by your object id: {0}",
                detail
            ],
            EntraFault.Disabled => T["Your account in Muster is disabled. An Owner can let you in again under Accounts."],
            EntraFault.OtherTenant => T[
                "You signed in with an account of another tenant ({0}). Sign out at Microsoft, or choose an account of this organisation.",
                detail
            ],
            EntraFault.NoIdentity => T[
                "Entra's token lacks the tenant id or the object id, so Muster cannot tell who you are. Whoever runs Muster should check that the app registration is one of Microsoft Entra, and not of another provider."
            ],
            EntraFault.Declined => T[
                "The sign-in at Microsoft was cancelled, or not allowed to you there. Try again; if it stays so, ask an administrator of Entra."
            ],
            EntraFault.ProviderError => T[
                "Entra answered with an error ({0}). If it stays so, whoever runs Muster should check the client id, its secret and the redirect address in the app registration.",
                detail
            ],
            EntraFault.Unreachable => T[
                "The login host of Microsoft does not answer. Try again in a while, or sign in with a local account."
            ],
            EntraFault.Metadata => T[
                "The login host answers, but not with the metadata of this tenant. Whoever runs Muster should check the tenant id and the authority."
            ],
            EntraFault.State => T[
                "This answer belongs to no sign-in that this browser has begun: it was used already, is too old, or was begun elsewhere. Begin again."
            ],
            EntraFault.Nonce => T["Entra's token does not belong to this sign-in (nonce). It was not accepted; begin again."],
            EntraFault.Audience => T[
                "Entra's token was made for another application. It was not accepted; whoever runs Muster should check the client id."
            ],
            EntraFault.Issuer => T[
                "The token was made by another issuer than the tenant of this Muster. It was not accepted; whoever runs Muster should check the tenant id and the authority."
            ],
            EntraFault.Incomplete => T[
                "Entra's token lacks something that it must have, such as an end. It was not accepted; begin again."
            ],
            EntraFault.Signature => T["The token is not signed by a key of Entra. It was not accepted; begin again."],
            EntraFault.Expired => T[
                "Entra's token has expired already. Begin again; if it stays so, the clock of Muster's server is ahead."
            ],
            EntraFault.NotYetValid => T[
                "Entra's token is not valid yet, so the clock of Muster's server is behind. Whoever runs Muster should set it right."
            ],
            EntraFault.OtherPerson => T["Somebody else confirmed than the person who is signed in here. Confirm with your own account."],
            EntraFault.NotFresh => T[
                "Entra confirmed by an earlier sign-in, not by a new one. Try again and type your password or use your key there."
            ],
            EntraFault.NoAuthTime => T[
                "Entra did not say when you signed in (auth_time). Whoever runs Muster should add the optional claim auth_time to the ID token in the app registration."
            ],
            EntraFault.NotRecorded => T["Nobody can sign in at this moment, since it cannot be recorded: {0}", detail],
            _ => T["The sign-in with Entra failed for a reason that the log of the server has. Begin again."],
        };
}
