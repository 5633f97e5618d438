using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Server.Groups;

/// <summary>Creates a group by its name.</summary>
internal static class GroupWish
{
    /// <summary>Creates it, and then notes who answers for it.</summary>
    /// <returns>What was done, and what was left.</returns>
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
        if (outcome.Run?.Outcome == RunOutcome.Applied && wish.Accountable is { } person)
        {
            var draft = await muster.Configuration.DraftAsync(
                wish.Name,
                new Dictionary<string, string?> { ["accountable"] = person },
                cancellationToken
            );
            if (draft is not null)
                await muster.Configuration.SetAsync(connection, draft, actor, null, cancellationToken);
        }
        return outcome;
    }
}
