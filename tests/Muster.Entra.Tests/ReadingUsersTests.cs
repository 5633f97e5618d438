using Muster.Core.DirectoryObjects;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class ReadingUsersTests
{
    [Fact]
    public async Task Pages_are_followed_to_the_delta_link()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page($"{Rows.User(1)},{Rows.User(2)}", next: "users/delta?$skiptoken=a"),
            reading.Graph.Page("", next: "users/delta?$skiptoken=b"),
            reading.Graph.Page(Rows.User(3), delta: "users/delta?$deltatoken=c")
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal(reading.Graph.Link("users/delta?$deltatoken=c"), session.Completed);
        Assert.Equal(["User 1", "User 2", "User 3"], session.Users.Select(user => user.Facts!.DisplayName));
        Assert.Equal(ObjectId.Parse(Rows.Id(1)), session.Users[0].Id);
    }
}
