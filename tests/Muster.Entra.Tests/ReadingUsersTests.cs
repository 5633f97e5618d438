using System.IO.Compression;
using System.Text;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class ReadingUsersTests
{
    [Fact]
    public async Task Pages_are_followed_to_the_delta_link_through_empty_ones()
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
        Assert.Equal(new ReadProgress(DirectoryStream.Users, 3, 3, 0), reading.Progress[^1]);
    }

    [Fact]
    public async Task The_first_request_selects_what_is_read_and_links_are_sent_on_to_the_letter()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        const string Next = "users/delta?$skiptoken=aB%2fc%7E~-_.!*'();,:@<x>=&a=%20";
        reading.Graph.Say(reading.Graph.Page("", next: Next), reading.Graph.Page("", delta: "users/delta?$deltatoken=c"));

        await reading.UsersAsync(new MirrorRecorder());

        Assert.Equal(
            [
                "/v1.0/users/delta?$select=id,userPrincipalName,displayName,mail,givenName,surname,department,jobTitle,officeLocation,employeeId,userType,accountEnabled",
                "/v1.0/" + Next,
            ],
            reading.Graph.Requests.Select(request => request.Target)
        );
    }

    [Fact]
    public async Task A_later_round_starts_at_the_stored_delta_link()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?$deltatoken=new"));
        var session = new MirrorRecorder(reading.Graph.Link("users/delta?$deltatoken=old"));

        await reading.UsersAsync(session);

        Assert.Equal("/v1.0/users/delta?$deltatoken=old", reading.Graph.Requests.Single().Target);
        Assert.Equal(reading.Graph.Link("users/delta?$deltatoken=new"), session.Completed);
        Assert.Empty(session.Restarts);
    }

    [Fact]
    public async Task Every_request_has_its_own_id_and_allows_compression()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page("", next: "users/delta?$skiptoken=a"),
            reading.Graph.Page("", delta: "users/delta?$deltatoken=c")
        );

        await reading.UsersAsync(new MirrorRecorder());

        Assert.Equal(2, reading.Graph.Requests.Select(request => Guid.Parse(request.Headers["client-request-id"])).Distinct().Count());
        Assert.All(reading.Graph.Requests, request => Assert.Equal("gzip", request.Headers["Accept-Encoding"]));
        Assert.All(reading.Graph.Requests, request => Assert.Equal("application/json", request.Headers["Accept"]));
    }

    [Fact]
    public async Task Compressed_pages_are_read()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var page = reading.Graph.Page(Rows.User(1), delta: "users/delta?$deltatoken=c");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(page.Body);
        reading.Graph.Say((page with { Body = packed.ToArray() }).With("Content-Encoding", "gzip"));
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
    }

    [Fact]
    public async Task All_facts_arrive_and_unknown_properties_are_passed_over()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(
                """
                {"@odata.etag":"W/1","new":{"deep":[1,{"id":"x"}]},"id":"00000000-0000-4000-8000-00000000000A","userPrincipalName":"ada@contoso.example",
                 "displayName":"Ada \u004covelace \ud83d\ude00","mail":"a@contoso.example","givenName":"Ada","surname":"Lovelace","department":"Maths","jobTitle":"Analyst",
                 "officeLocation":"1/2","employeeId":"007","userType":"Guest","accountEnabled":false,"businessPhones":[]}
                """,
                delta: "users/delta?$deltatoken=c"
            )
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        var facts = new UserFacts
        {
            UserPrincipalName = "ada@contoso.example",
            DisplayName = "Ada Lovelace 😀",
            Mail = "a@contoso.example",
            GivenName = "Ada",
            Surname = "Lovelace",
            Department = "Maths",
            JobTitle = "Analyst",
            OfficeLocation = "1/2",
            EmployeeId = "007",
            UserType = "Guest",
            AccountEnabled = false,
        };
        Assert.Equal(new DirectoryUserChange(ObjectId.Parse(Rows.Id(10)), facts), session.Users.Single());
    }

    [Fact]
    public async Task Null_and_absent_properties_are_both_no_value()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(
                $$"""
                {"id":"{{Rows.Id(1)}}","displayName":"A","accountEnabled":true,"mail":null,"userType":null},
                {"id":"{{Rows.Id(2)}}","displayName":"A","accountEnabled":true}
                """,
                delta: "users/delta?$deltatoken=c"
            )
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal(session.Users[0].Facts, session.Users[1].Facts);
        Assert.Null(session.Users[0].Facts!.UserType);
    }

    [Theory]
    [InlineData("""{"reason":"changed"}""")]
    [InlineData("""{"reason":"deleted"}""")]
    [InlineData("""{"reason":"a new one"}""")]
    [InlineData("{}")]
    public async Task A_tombstone_removes_whatever_its_reason(string removed)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page($$"""{"id":"{{Rows.Id(1)}}","@removed":{{removed}}}""", delta: "users/delta?$deltatoken=c"));
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal(new DirectoryUserChange(ObjectId.Parse(Rows.Id(1)), null), session.Users.Single());
    }

    [Fact]
    public async Task Repeated_users_are_handed_on_in_page_order()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page($"{Rows.User(1, "old")},{Rows.User(1, "new")}", next: "users/delta?$skiptoken=a"),
            reading.Graph.Page(Rows.User(1, "newest"), delta: "users/delta?$deltatoken=c")
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal(["old", "new", "newest"], session.Users.Select(user => user.Facts!.DisplayName));
    }

    [Fact]
    public async Task A_user_without_any_name_is_a_lost_permission_and_not_a_fact()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(
                $$"""{{Rows.User(1)}},{"id":"{{Rows.Id(2)}}","displayName":null,"accountEnabled":null}""",
                delta: "users/delta?$deltatoken=c"
            )
        );
        var session = new MirrorRecorder();

        var failure = await reading.FailAsync(session: session);

        Assert.Equal(DirectoryFault.PermissionMissing, failure.Fault);
        Assert.Contains("User.Read.All", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Rows.Id(2), failure.Message, StringComparison.Ordinal);
        Assert.Empty(session.Users);
    }

    [Fact]
    public async Task A_user_whose_account_state_is_hidden_is_not_taken_for_disabled()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page($$"""{"id":"{{Rows.Id(2)}}","displayName":"Ada"}""", delta: "users/delta?$deltatoken=c"));

        Assert.Equal(DirectoryFault.PermissionMissing, (await reading.FailAsync()).Fault);
    }

    [Fact]
    public async Task The_next_page_is_sent_for_before_this_one_is_written()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var second = new TaskCompletionSource();
        reading.Graph.Say(
            reading.Graph.Page(Rows.User(1), next: "users/delta?$skiptoken=a"),
            reading.Graph.Page(Rows.User(2), delta: "users/delta?$deltatoken=c") with
            {
                Before = _ =>
                {
                    second.TrySetResult();
                    return Task.CompletedTask;
                },
            }
        );
        var session = new MirrorRecorder { BeforeWrite = () => second.Task.WaitAsync(TimeSpan.FromSeconds(20)) };

        await reading.UsersAsync(session);

        Assert.Equal(2, session.Users.Count);
    }

    [Fact]
    public async Task Links_behind_the_rows_are_followed_as_well()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(Rows.User(1), next: "users/delta?$skiptoken=a", linkLast: true),
            reading.Graph.Page(Rows.User(2), delta: "users/delta?$deltatoken=c", linkLast: true)
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Equal(2, session.Users.Count);
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var page = reading.Graph.Page(Rows.User(1), delta: "users/delta?$deltatoken=c");
        reading.Graph.Say(page with { Body = [.. Encoding.UTF8.Preamble, .. page.Body] });
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
    }

    [Fact]
    public async Task A_failure_to_write_ends_the_read_with_that_failure()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page(Rows.User(1), next: "users/delta?$skiptoken=a"),
            reading.Graph.Page(Rows.User(2), delta: "users/delta?$deltatoken=c")
        );
        var session = new MirrorRecorder { BeforeWrite = () => throw new IOException("disk full") };

        await Assert.ThrowsAsync<IOException>(() => reading.UsersAsync(session));

        Assert.Null(session.Completed);
    }

    [Fact]
    public async Task What_was_spent_is_counted()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            reading.Graph.Page("", next: "users/delta?$skiptoken=a").With("x-ms-resource-unit", "2"),
            ScriptedAnswer.Error(503, "serviceNotAvailable").With("x-ms-resource-unit", "1"),
            reading.Graph.Page("", delta: "users/delta?$deltatoken=c").With("x-ms-resource-unit", "4")
        );

        await reading.UsersAsync(new MirrorRecorder());

        // Three pages, and the count at the end.
        Assert.Equal(new ReadSpending(3 + 1, 7, 1), reading.Source.Spending);
    }

    [Fact]
    public async Task A_delta_link_is_good_for_one_tenant_application_graph_and_selection()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var connection = reading.Connection;
        string Binding(Engine.Connections.Connection other, DirectoryStream stream = DirectoryStream.Users) =>
            reading.Open(other).Binding(stream);

        var usual = Binding(connection);

        Assert.Equal(usual, Binding(connection with { Name = "Renamed", TenantId = connection.TenantId.ToUpperInvariant() }));
        Assert.NotEqual(usual, Binding(connection, DirectoryStream.Groups));
        Assert.NotEqual(usual, Binding(connection with { TenantId = "contoso.example" }));
        Assert.NotEqual(usual, Binding(connection with { ClientId = "33333333-3333-3333-3333-333333333333" }));
        Assert.NotEqual(usual, Binding(connection with { GraphUrl = new Uri("https://graph.microsoft.us/v1.0") }));
        Assert.Contains("accountEnabled", usual, StringComparison.Ordinal);
    }
}
