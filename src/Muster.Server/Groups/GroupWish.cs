using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Groups;

/// <summary>Creates a group by its name.</summary>
internal static class GroupWish
{
    /// <summary>Creates it, and then notes who answers for it.</summary>
    /// <returns>What was done, and what was left.</returns>
    /// <exception cref="WorkFailedException">The group was created, and who answers for it could not be noted.</exception>
    public static async Task<GroupsOutcome?> CreateAsync(
        MusterInstance muster,
        Connection? connection,
        NewGroupWish wish,
        string actor,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var outcome = await muster.Groups.CreateAsync(connection, wish.Name, wish.Purpose, actor, progress, cancellationToken);
        if (
            outcome.Run?.Outcome == RunOutcome.Applied
            && wish.Accountable is { } person
            && await FaultOfNotingAsync(muster, connection, wish.Name, person, actor, cancellationToken) is { } fault
        )
            throw new WorkFailedException(
                $"'{wish.Name}' was created, but who answers for it was not noted: {fault} Say it in the settings of the group."
            );
        return outcome;
    }

    private static async Task<string?> FaultOfNotingAsync(
        MusterInstance muster,
        Connection? connection,
        string group,
        string person,
        string actor,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var values = new Dictionary<string, string?> { ["accountable"] = person };
            if (await muster.Configuration.DraftAsync(group, values, cancellationToken) is not { } draft)
                return null;
            var noted = await muster.Configuration.SetAsync(connection, draft, actor, null, cancellationToken);
            return noted.Run is { Outcome: RunOutcome.Applied or RunOutcome.NoChanges } ? null
                : noted.Problems.Count > 0 ? noted.Problems[0].Message
                : noted.Run?.Message;
        }
        catch (Exception failure) when (Expected.Is(failure))
        {
            return failure.Message;
        }
    }
}
