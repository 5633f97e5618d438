using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Reading;
using Muster.Storage;

namespace Muster.Bench;

/// <summary>Times the parts of making a plan on an existing data folder, several times over in one process.</summary>
internal static class PlanBench
{
    public static async Task<int> RunAsync(string folder, CancellationToken cancellationToken)
    {
        await using var database = await MusterDatabase.OpenAsync(folder, TimeProvider.System, cancellationToken);
        var connection = (await database.Connections.ListAsync(cancellationToken))[0];
        Console.WriteLine("round  mirror s  state s  users s  plan s  steps");
        for (var round = 1; round <= 5; round++)
        {
            var watch = TimeProvider.System.GetTimestamp();
            double Lap()
            {
                var seconds = TimeProvider.System.GetElapsedTime(watch).TotalSeconds;
                watch = TimeProvider.System.GetTimestamp();
                return seconds;
            }
            var mirror = await database.Mirror.LoadAsync(connection.Key, cancellationToken);
            var mirrorSeconds = Lap();
            var state = await database.Platform.LoadAsync(connection.Key, cancellationToken);
            var stateSeconds = Lap();
            var users = await database
                .Mirror.UsersAsync(connection.Key, UserSelection.Unsettled, cancellationToken)
                .ToListAsync(cancellationToken);
            var followers = KeySet.Of(users.Select(user => state.UserOf(user.Key)).Where(key => key != 0));
            var platformUsers = await database.Platform.UsersAsync(followers, cancellationToken);
            var usersSeconds = Lap();
            var plan = SyncPlanner.Plan(
                new PlanRequest
                {
                    Now = DateTimeOffset.UnixEpoch,
                    Mirror = mirror,
                    Actual = state,
                    Users = users,
                    PlatformUsers = platformUsers,
                    ImportRule = connection.ImportRule,
                    ConfigurationVersion = connection.ConfigurationVersion,
                }
            );
            var planSeconds = Lap();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{round, 5}{mirrorSeconds, 10:0.000}{stateSeconds, 9:0.000}{usersSeconds, 9:0.000}{planSeconds, 8:0.000}{plan.Counts.Total, 7}"
                )
            );
        }
        return 0;
    }
}
