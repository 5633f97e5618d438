using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Core.Planning;

namespace Muster.Engine.Connections;

/// <summary>When a credential ends by itself, and what is said beforehand: one notice 60, 30, 14, 7 and 1 days before, and one when it has ended (security.md 37).</summary>
public static class CredentialEnd
{
    /// <summary>Code of the problem that a run reports.</summary>
    public const string Code = "credentialEnding";

    /// <summary>Days before the end at which another notice takes the place of the last; 0 is the end itself.</summary>
    private static readonly int[] Stages = [0, 1, 7, 14, 30, 60];

    /// <summary>When a credential ends by itself; null where only the directory knows, or nothing ends.</summary>
    public static DateTimeOffset? Of(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (credential.Kind != CredentialKind.Certificate)
            return null;
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(credential.Value);
            return new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Which notice stands: the number of days within which it ends, 0 once it has; null for none yet.</summary>
    /// <param name="end">When it ends; null where nobody knows.</param>
    /// <param name="now">The instant.</param>
    public static int? StageAt(DateTimeOffset? end, DateTimeOffset now)
    {
        if (end is not { } at)
            return null;
        var stage = Array.FindIndex(Stages, days => at - now <= TimeSpan.FromDays(days));
        return stage < 0 ? null : Stages[stage];
    }

    /// <summary>The notice that stands, as a problem whose subject is its stage: the next stage is another problem, and the same one is not told again.</summary>
    /// <returns>The problem; null for none yet.</returns>
    public static PlanProblem? NoticeAt(DateTimeOffset? end, DateTimeOffset now) =>
        StageAt(end, now) is { } stage
            ? new PlanProblem(
                Code,
                stage switch
                {
                    0 => "certificate, ended",
                    1 => "certificate, 1 day",
                    _ => string.Create(CultureInfo.InvariantCulture, $"certificate, {stage} days"),
                },
                Sentence(end!.Value, stage)
            )
            : null;

    private static string Sentence(DateTimeOffset end, int stage) =>
        stage == 0
            ? $"The client certificate ended on {Day(end)}: the directory cannot be read, and nothing is taken away meanwhile. Make a new one, upload its public part to the app registration, and give it to the connection."
            : $"The client certificate ends on {Day(end)}; after that the directory cannot be read. Make a new one, upload its public part to the app registration, and give it to the connection.";

    private static string Day(DateTimeOffset end) => end.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
