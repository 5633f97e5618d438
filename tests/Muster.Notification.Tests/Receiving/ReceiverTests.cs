using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Muster.Engine.Notifications;
using Muster.Testing.Notified;
using static Muster.Notification.Tests.Receiving.ReceiverRig;

namespace Muster.Notification.Tests.Receiving;

/// <summary>Item 7 of the ten: handshake and authenticity. Items about reads are in <see cref="Reading"/>.</summary>
public sealed class ReceiverTests
{
    [Theory]
    [InlineData("<script>alert('x')</script>")]
    [InlineData("100%25 of %41 + more")]
    [InlineData("Validation: Testing client application reachability for subscription Request-Id: 522a8e7e")]
    [InlineData("\"&=?#/\\ ü 研究")]
    public async Task A_validation_token_comes_back_as_plain_text_decoded_exactly_once(string token)
    {
        await using var rig = await StartAsync();
        await using var server = await PublicServer.StartAsync(rig.Receiver, Tests.Token);
        using var http = PublicServer.Client();
        var address = new Uri(server.Address, $"notifications/{rig.Endpoint}?validationToken={Uri.EscapeDataString(token)}");

        using var response = await http.PostAsync(address, new StringContent("", Encoding.UTF8, "text/plain"), Tests.Token);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(token, await response.Content.ReadAsStringAsync(Tests.Token));
    }

    [Theory]
    [InlineData("?validationToken=a+b%2Bc", "a b+c")]
    [InlineData("?kept=1&validationToken=x%2525", "x%25")]
    [InlineData("validationtoken=x%ZZ", "x%ZZ")]
    public async Task A_token_is_found_and_decoded_as_a_form_field_is(string query, string token)
    {
        await using var rig = await StartAsync();
        var answer = await rig.Receiver.ReceiveAsync(new NotificationCall("POST", "whatever", query, Stream.Null), Tests.Token);
        Assert.Equal(new NotificationAnswer(200, token), answer);
        Assert.Empty(rig.Counters.Take());
    }

    [Fact]
    public async Task No_token_two_tokens_and_a_token_without_end_are_given_back_to_nobody()
    {
        await using var rig = await StartAsync();
        foreach (
            var query in new[]
            {
                "?validationToken=",
                "?validationToken",
                "?validationToken=a&validationToken=b",
                $"?validationToken={new string('a', 5000)}",
            }
        )
            Assert.Equal(
                NotificationAnswer.Malformed,
                await rig.Receiver.ReceiveAsync(new NotificationCall("POST", rig.Endpoint, query, Stream.Null), Tests.Token)
            );
        Assert.Equal(
            405,
            (
                await rig.Receiver.ReceiveAsync(new NotificationCall("GET", rig.Endpoint, "?validationToken=a", Stream.Null), Tests.Token)
            ).Status
        );
    }

    [Theory]
    [InlineData("\"wrong\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"s3cret-client-stat\"")]
    [InlineData("\"s3cret-client-state \"")]
    [InlineData("\"S3CRET-CLIENT-STATE\"")]
    public async Task A_wrong_client_state_is_counted_as_forged_and_wakes_nobody(string clientState)
    {
        await using var rig = await StartAsync();
        Assert.Equal(NotificationAnswer.Accepted, await rig.PostAsync(Body(Entry(clientState))));
        Assert.Equal(NotificationTally.None with { Forged = 1 }, rig.Counted());
        Assert.Empty(rig.Heard);
    }

    [Fact]
    public async Task A_client_state_that_is_missing_or_longer_than_any_is_forged_and_one_of_another_type_is_malformed()
    {
        await using var rig = await StartAsync();
        await rig.PostAsync(Body($$"""{"subscriptionId":"{{Users}}","tenantId":"{{Tenant}}"}"""));
        await rig.PostAsync(Body(Entry($"\"{new string('x', 100_000)}\"")));
        Assert.Equal(NotificationTally.None with { Forged = 2 }, rig.Counted());
        foreach (var state in new[] { $"[\"{State}\"]", "{}", "1", "true", $"\"{State}\",\"clientState\":\"{State}\"" })
            await rig.PostAsync(Body(Entry(state)));
        Assert.Equal(NotificationTally.None with { Malformed = 5 }, rig.Counted());
        Assert.Empty(rig.Heard);
    }

    [Fact]
    public async Task A_client_state_of_ten_megabytes_is_not_even_read()
    {
        await using var rig = await StartAsync();
        await using var body = new CountingStream(10 * 1024 * 1024);
        var answer = await rig.Receiver.ReceiveAsync(new NotificationCall("POST", rig.Endpoint, "", body), Tests.Token);
        Assert.Equal(NotificationAnswer.TooLong, answer);
        Assert.Equal(NotificationTally.None with { Dropped = 1 }, rig.Counted());
        Assert.InRange(body.Given, 1024 * 1024, 2 * 1024 * 1024 + 4096);
    }

    [Fact]
    public async Task A_mixed_batch_keeps_the_good_part()
    {
        await using var rig = await StartAsync();
        var body = Body(
            Entry("\"wrong\""),
            "null",
            "7",
            "[[{}]]",
            Entry(),
            Entry(subscription: Guid.NewGuid()),
            Entry(tenant: Guid.NewGuid()),
            """{"subscriptionId":5}""",
            Entry(subscription: Groups, more: ",\"lifecycleEvent\":\"reauthorizationRequired\""),
            Entry(more: ",\"resourceData\":{\"members@delta\":[{\"id\":\"x\",\"@removed\":{\"reason\":\"deleted\"}}]}")
        );
        Assert.Equal(NotificationAnswer.Accepted, await rig.PostAsync(body));
        Assert.Equal(new NotificationTally(3, 2, 4, 1, 0), rig.Counted());
        Assert.Equal([(rig.Connection, null), (rig.Connection, LifecycleEvent.ReauthorizationRequired), (rig.Connection, null)], rig.Heard);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"value":null}""")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":"x"}""")]
    [InlineData("""{"value":[]}{"value":[]}""")]
    [InlineData("""{"value":[],"value":[]}""")]
    [InlineData("""{"value":[""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("<html></html>")]
    public async Task A_body_that_is_no_list_of_notifications_is_malformed(string body)
    {
        await using var rig = await StartAsync();
        Assert.Equal(NotificationAnswer.Malformed, await rig.PostAsync(body));
        Assert.Equal(NotificationTally.None with { Malformed = 1 }, rig.Counted());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_nesting_without_end_are_malformed()
    {
        await using var rig = await StartAsync();
        var broken = Encoding.UTF8.GetBytes(Body(Entry(more: ",\"other\":\"x\"")));
        broken[^6] = 0xFF;
        Assert.Equal(NotificationAnswer.Malformed, await rig.PostAsync(broken));
        var deep = Body(Entry(more: $",\"other\":{new string('[', 10_000)}{new string(']', 10_000)}"));
        Assert.Equal(NotificationAnswer.Malformed, await rig.PostAsync(deep));
        Assert.Empty(rig.Heard);
    }

    [Fact]
    public async Task Unknown_switched_off_and_foreign_addresses_are_told_the_same_as_the_right_one()
    {
        await using var rig = await StartAsync();
        string[] bodies = [Body(Entry()), Body(Entry("\"wrong\"")), Body(), "{}"];
        foreach (var body in bodies)
        {
            var expected = await rig.PostAsync(body);
            foreach (var endpoint in new[] { $"{Guid.NewGuid():N}", rig.Off, "1", "../admin", "", rig.Endpoint[1..] })
                Assert.Equal(expected, await rig.PostAsync(body, endpoint));
        }
        var heard = Assert.Single(rig.Heard);
        Assert.Equal(rig.Connection, heard.Connection);
        var counted = rig.Counters.Take();
        Assert.Equal([NotificationCounters.Nobody, rig.Connection], counted.Keys.Order());
        Assert.Equal(new NotificationTally(0, 0, 6, 12, 0), counted[NotificationCounters.Nobody]);
    }

    [Fact]
    public async Task A_forged_entry_takes_as_long_at_an_unknown_address_as_at_the_right_one()
    {
        await using var rig = await StartAsync();
        var body = Encoding.UTF8.GetBytes(Body([.. Enumerable.Repeat(Entry("\"wrong\""), 2000)]));
        var (known, unknown) = (double.MaxValue, double.MaxValue);
        // The least of many takes, in turns, is what the work costs: a busy machine only makes single takes longer, so it needs more turns and never another answer.
        for (var turn = 0; turn < 15 || (turn < 400 && unknown / known is < 0.5 or > 2); turn++)
        {
            known = Math.Min(known, await TakeAsync(rig.Endpoint));
            unknown = Math.Min(unknown, await TakeAsync($"{Guid.NewGuid():N}"));
        }
        async Task<double> TakeAsync(string endpoint)
        {
            var start = Stopwatch.GetTimestamp();
            await rig.PostAsync(body, endpoint);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Assert.InRange(unknown / known, 0.4, 2.5);
    }

    [Fact]
    public async Task Fifty_thousand_forged_entries_leave_a_number_one_audit_entry_and_no_memory_behind()
    {
        await using var rig = await StartAsync();
        var body = Encoding.UTF8.GetBytes(Body([.. Enumerable.Repeat(Entry("\"wrong\""), 100)]));
        await rig.PostAsync(body);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i < 500; i++)
            await rig.PostAsync(body);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 2 * 1024 * 1024);
        Assert.Empty(rig.Heard);

        var counted = rig.Counters.Take();
        Assert.Equal(50_000, counted[rig.Connection].Forged);
        await rig.Database.Subscriptions.AddCountsAsync(counted, Tests.Token);
        var entries = await rig.Database.Audit.EntriesAsync(0, Tests.Token).ToListAsync(Tests.Token);
        Assert.Single(entries, entry => entry.Action == "notifications.forged");
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_given_up_and_too_many_at_once_are_turned_away()
    {
        await using var rig = await StartAsync(new NotificationOptions { BodiesAtOnce = 1, BodyTimeout = TimeSpan.FromSeconds(1) });
        var pipe = new Pipe();
        var endless = rig.Receiver.ReceiveAsync(new NotificationCall("POST", rig.Endpoint, "", pipe.Reader.AsStream()), Tests.Token);
        Assert.Equal(NotificationAnswer.Busy, await rig.PostAsync(Body(Entry())));
        Assert.Equal(NotificationAnswer.TooSlow, await endless);
        Assert.Equal(NotificationAnswer.Accepted, await rig.PostAsync(Body(Entry())));
        Assert.Equal(new NotificationTally(1, 0, 0, 0, 2), rig.Counted());
    }

    /// <summary>Gives so many bytes and counts how many were asked for.</summary>
    private sealed class CountingStream(int length) : Stream
    {
        public int Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => Given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = Math.Min(count, length - Given);
            buffer.AsSpan(offset, now).Fill((byte)'x');
            Given += now;
            return now;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var now = Math.Min(buffer.Length, length - Given);
            buffer.Span[..now].Fill((byte)'x');
            Given += now;
            return ValueTask.FromResult(now);
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
