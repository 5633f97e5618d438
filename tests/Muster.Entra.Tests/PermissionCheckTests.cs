using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class PermissionCheckTests
{
    [Fact]
    public async Task All_that_is_granted_is_proven_by_real_calls()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Roles = ["User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden"];
        reading.Graph.Otherwise = Answer(reading);

        var checks = await ChecksAsync(reading);

        Assert.Equal(["Sign in", "User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden"], checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.Equal(CheckOutcome.Granted, check.Outcome));
        Assert.All(checks, check => Assert.NotEqual("", check.NeededFor));
        Assert.Equal(
            ["/v1.0/users", "/v1.0/users/delta", "/v1.0/groups", $"/v1.0/groups/{Rows.Id(1)}/members", "/v1.0/groups/delta"],
            reading.Graph.Requests.Select(request => request.Target.Split('?')[0])
        );
    }

    [Fact]
    public async Task A_refused_sign_in_leaves_the_rest_untried()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.TokenAnswers.Enqueue(ScriptedAnswer.Json("""{"error":"invalid_client","error_codes":[7000215]}""", 401));

        var checks = await ChecksAsync(reading);

        Assert.Equal(
            [CheckOutcome.Missing, CheckOutcome.NotTried, CheckOutcome.NotTried, CheckOutcome.NotTried],
            checks.Select(check => check.Outcome)
        );
        Assert.Contains("the secret's value", checks[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/users", "User.Read.All")]
    [InlineData("/users/delta", "User.Read.All")]
    [InlineData("/groups", "GroupMember.Read.All")]
    [InlineData("/members", "GroupMember.Read.All")]
    [InlineData("/groups/delta", "GroupMember.Read.All")]
    public async Task A_call_that_is_forbidden_names_the_permission(string path, string permission)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var usual = Answer(reading);
        reading.Graph.Otherwise = context =>
            context.Request.Path.Value!.EndsWith(path, StringComparison.Ordinal)
                ? ScriptedAnswer.Error(403, "Authorization_RequestDenied")
                : usual(context);

        var missing = (await ChecksAsync(reading)).Single(check => check.Outcome == CheckOutcome.Missing);

        Assert.Equal(permission, missing.Name);
        Assert.Contains($"Add {permission}", missing.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bare_ids_mean_that_the_permission_is_missing()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => reading.Graph.Page($$"""{"id":"{{Rows.Id(1)}}","displayName":null,"userPrincipalName":null}""");

        var checks = await ChecksAsync(reading);

        Assert.Equal([CheckOutcome.Missing, CheckOutcome.Missing], checks.Skip(1).Take(2).Select(check => check.Outcome));
    }

    [Fact]
    public async Task Hidden_memberships_are_optional_and_say_what_would_look_empty()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = Answer(reading);

        var check = (await ChecksAsync(reading))[^1];

        Assert.Equal(CheckOutcome.Optional, check.Outcome);
        Assert.Contains("look empty", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_opaque_token_leaves_open_what_it_grants()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.TokenAnswers.Enqueue(ScriptedAnswer.Json("""{"token_type":"Bearer","expires_in":3599,"access_token":"opaque"}"""));
        reading.Graph.Otherwise = Answer(reading);

        var check = (await ChecksAsync(reading))[^1];

        Assert.Equal(CheckOutcome.Optional, check.Outcome);
        Assert.Contains("Cannot be known", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_to_write_are_named_as_a_risk()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Roles = ["User.Read.All", "Group.ReadWrite.All"];
        reading.Graph.Otherwise = Answer(reading);

        var surplus = Assert.Single(await ChecksAsync(reading), check => check.Outcome == CheckOutcome.Surplus);
        Assert.Equal("Group.ReadWrite.All", surplus.Name);
        Assert.Contains("High risk", surplus.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wider_than_needed_is_named_with_what_would_do()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Roles = ["User.Read.All", "Directory.Read.All", "Mail.Read", "GroupMember.Read.All", "Mail.ReadWrite"];
        reading.Graph.Otherwise = Answer(reading);

        var surplus = (await ChecksAsync(reading)).Where(check => check.Outcome == CheckOutcome.Surplus).ToList();

        Assert.Equal(["Mail.ReadWrite", "Directory.Read.All", "Mail.Read"], surplus.Select(check => check.Name));
        Assert.Contains("User.Read.All and GroupMember.Read.All are enough", surplus[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_check_says_what_is_lost_without_it_and_which_kind_of_fault_it_met()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => ScriptedAnswer.Error(403, "Authorization_RequestDenied");

        var checks = await ChecksAsync(reading);

        Assert.All(checks, check => Assert.NotEqual("", check.Without));
        Assert.Equal([null, DirectoryFault.PermissionMissing, DirectoryFault.PermissionMissing, null], checks.Select(check => check.Fault));
    }

    [Theory]
    [InlineData(404, "--graph-url")]
    [InlineData(401, "one cloud")]
    [InlineData(302, "answered 302")]
    public async Task Other_answers_are_explained(int status, string says)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => new ScriptedAnswer(status, []);

        var check = (await ChecksAsync(reading))[1];

        Assert.Equal(CheckOutcome.Missing, check.Outcome);
        Assert.Contains(says, check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_directory_is_mentioned()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => reading.Graph.Page("");

        var checks = await ChecksAsync(reading);

        Assert.Contains("shows none", checks[1].Detail, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Granted, checks[2].Outcome);
    }

    [Fact]
    public async Task An_empty_directory_is_no_missing_permission_and_no_full_one()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => reading.Graph.Page("");

        var checks = await ChecksAsync(reading);

        Assert.Equal([false, true, true, false], checks.Select(check => check.ShowsNothing));
        Assert.Equal(CheckOutcome.Granted, checks[1].Outcome);
    }

    [Fact]
    public async Task A_refused_hidden_group_says_nothing_about_the_permission_for_groups()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Roles = ["User.Read.All", "GroupMember.Read.All"];
        var usual = Answer(reading);
        reading.Graph.Otherwise = context =>
            context.Request.Path.Value!.EndsWith("/members", StringComparison.Ordinal)
                ? ScriptedAnswer.Error(403, "Authorization_RequestDenied")
            : context.Request.Path.Value!.EndsWith("/groups", StringComparison.Ordinal)
                ? reading.Graph.Page(Rows.Group(1, "\"visibility\":\"HiddenMembership\"", "Secret"))
            : usual(context);

        var checks = await ChecksAsync(reading);

        Assert.Equal(CheckOutcome.Granted, checks[2].Outcome);
        Assert.Equal(CheckOutcome.Optional, checks[3].Outcome);
        Assert.Contains("'Secret'", checks[3].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_that_leads_to_another_tenant_is_named_and_nothing_else_is_tried()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        var claims = System.Buffers.Text.Base64Url.EncodeToString("{\"tid\":\"99999999-0000-4000-8000-000000000001\"}"u8);
        reading.Graph.TokenAnswers.Enqueue(
            ScriptedAnswer.Json($$"""{"token_type":"Bearer","expires_in":3599,"access_token":"h.{{claims}}.s"}""")
        );

        var checks = await ChecksAsync(reading);

        Assert.Equal(DirectoryFault.OtherTenant, checks[0].Fault);
        Assert.All(checks.Skip(1), check => Assert.Equal(CheckOutcome.NotTried, check.Outcome));
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, ScriptedAnswer> Answer(Scripted.Reading reading) =>
        context =>
            reading.Graph.Page(context.Request.Path.Value!.Contains("/users", StringComparison.Ordinal) ? Rows.User(1) : Rows.Group(1));

    private static async Task<List<PermissionCheck>> ChecksAsync(Scripted.Reading reading) =>
        await reading.Source.CheckAsync(CancellationToken.None).ToListAsync();
}
