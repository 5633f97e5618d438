using System.Globalization;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.Rounds;

namespace Muster.Entra.Checks;

/// <summary>Holds what a full round brought against the directory's own count, so that a page lost in silence is not taken for people who left (INV-2).</summary>
/// <remarks>
/// The count comes from an index that lags behind, and the directory changes meanwhile: it is asked again a few times before a difference counts, and one object in
/// five hundred may be missing. Whoever is missing then stays as last known, since one created meanwhile cannot be told from one that was lost. More objects than
/// counted are no fault.
/// </remarks>
internal sealed class CountCheck(GraphClient client, GraphRoot root, Seeing seeing)
{
    /// <summary>One missing object in so many is put down to changes meanwhile.</summary>
    public const int Tolerance = 500;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(20)];

    /// <summary>Compares.</summary>
    /// <returns>What a person should know when the count could not be had, or is a little higher; null when all is well.</returns>
    /// <exception cref="DirectoryReadException">Fewer objects came than there are.</exception>
    public async Task<string?> RunAsync(
        StreamPlan plan,
        IMirrorSession session,
        Action<TimeSpan> waiting,
        CancellationToken cancellationToken
    )
    {
        var present = session.Present;
        var what = plan.Stream == DirectoryStream.Users ? "users" : "groups";
        for (var attempt = 0; ; attempt++)
        {
            if (await AskAsync(what, waiting, cancellationToken).ConfigureAwait(false) is not { } count)
                return $"The number of {what} could not be checked against the directory's own count.";
            if (!IsShort(present, count))
                return present < count ? Keep(session, what, count - present) : null;
            if (attempt == Pauses.Length)
                throw Short(plan, what, present, count);
            await client.PauseAsync(Pauses[attempt], waiting, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether so few objects of so many are a read that lost some.</summary>
    public static bool IsShort(long present, long count) => present < count - (count / Tolerance);

    private static string Keep(IMirrorSession session, string what, long missing)
    {
        session.KeepMissing();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The directory counts {missing} {what} more than came, created meanwhile or lost on the way: so nobody is taken for gone who did not come."
        );
    }

    private string Why(StreamPlan plan) =>
        plan.Stream == DirectoryStream.Groups && !seeing.HiddenMembers
            ? "groups with hidden membership may not be shown to the application: grant Member.Read.Hidden"
            : "the application may not see all of them";

    private async Task<long?> AskAsync(string what, Action<TimeSpan> waiting, CancellationToken cancellationToken)
    {
        using var answer = await client.CountAsync(root.Address($"{what}/$count"), waiting, cancellationToken).ConfigureAwait(false);
        return answer.Status == 200 ? Read(answer.Body.Bytes) : null;
    }

    /// <summary>The number that the body is; null when it is anything else.</summary>
    public static long? Read(ReadOnlySpan<byte> body) =>
        long.TryParse(body, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private DirectoryReadException Short(StreamPlan plan, string what, int present, long count) =>
        new(
            DirectoryFault.ShortRead,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The directory counts {count:N0} {what} and the read ended after {present:N0}: {count - present:N0} did not come. Nothing of this round was kept; run again. If it stays, {Why(plan)}. (GET {root}/{what}/delta, against {root}/{what}/$count)"
            )
        );
}
