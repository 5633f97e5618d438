using System.Net;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class BatchTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>
{
    private readonly GraphServiceClient _graph = tenant.Sdk();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Supports("POST /$batch", "each step judged on its own")]
    public async Task Steps_succeed_and_fail_each_on_its_own()
    {
        var batch = new BatchRequestContentCollection(_graph);
        var users = await batch.AddBatchRequestStepAsync(_graph.Users.ToGetRequestInformation(request => request.QueryParameters.Top = 3));
        var crew = await batch.AddBatchRequestStepAsync(_graph.Groups[Company.Crew.ToString()].ToGetRequestInformation());
        var nobody = await batch.AddBatchRequestStepAsync(_graph.Users[Guid.Empty.ToString()].ToGetRequestInformation());

        var answers = await _graph.Batch.PostAsync(batch, Stop);

        Assert.Equal(3, (await answers.GetResponseByIdAsync<UserCollectionResponse>(users)).Value!.Count);
        Assert.Equal("Crew", (await answers.GetResponseByIdAsync<Group>(crew)).DisplayName);
        var statuses = await answers.GetResponsesStatusCodesAsync();
        Assert.Equal(HttpStatusCode.NotFound, statuses[nobody]);
        Assert.Equal(HttpStatusCode.OK, statuses[users]);
    }

    [Fact]
    [Supports("POST /$batch", "more than 20 steps in several batches of the client's own making")]
    public async Task Many_steps_are_sent_in_batches_of_twenty()
    {
        var batch = new BatchRequestContentCollection(_graph);
        var steps = new List<string>();
        for (var number = 1; number <= 45; number++)
            steps.Add(await batch.AddBatchRequestStepAsync(_graph.Users[Company.UserId(number).ToString()].ToGetRequestInformation()));

        var answers = await _graph.Batch.PostAsync(batch, Stop);

        for (var number = 1; number <= steps.Count; number++)
            Assert.Equal(Company.UserId(number).ToString(), (await answers.GetResponseByIdAsync<User>(steps[number - 1])).Id);
    }

    [Fact]
    [Supports("POST /$batch", "`dependsOn`, 424")]
    public async Task A_step_fails_with_the_one_it_depends_on()
    {
        var batch = new BatchRequestContentCollection(_graph);
        var first = await batch.AddBatchRequestStepAsync(_graph.Users[Guid.Empty.ToString()].ToGetRequestInformation());
        using var message = new HttpRequestMessage(HttpMethod.Get, $"{tenant.Host.GraphUrl}/users/{Company.Ada}");
        batch.AddBatchRequestStep(new BatchRequestStep("second", message, [first]));

        var answers = await _graph.Batch.PostAsync(batch, Stop);

        Assert.Equal(HttpStatusCode.FailedDependency, (await answers.GetResponsesStatusCodesAsync())["second"]);
    }
}
