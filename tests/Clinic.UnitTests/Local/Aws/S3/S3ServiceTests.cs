using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.S3;

public sealed class S3ServiceTests : IAsyncLifetime
{
    private const string Bucket = ObjectFixture.Bucket;
    private ObjectFixture fixture = null!;

    public async Task InitializeAsync() => fixture = await ObjectFixture.StartAsync();

    public async Task DisposeAsync() => await fixture.DisposeAsync();

    [Theory]
    [InlineData("import/cetac_staff.csv")]
    [InlineData("import/ñandú & más+100%/á b.csv")]
    [InlineData("..")]
    [InlineData("a//b/../c")]
    public async Task What_is_put_is_got(string key)
    {
        var put = await fixture.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = "uno, dos", ContentType = "text/csv", Metadata = { ["encoding"] = "windows-1252" } });
        using var got = await fixture.Client.GetObjectAsync(Bucket, key);

        Assert.Equal("uno, dos", await new StreamReader(got.ResponseStream).ReadToEndAsync());
        Assert.Equal((put.ETag, "text/csv", "windows-1252"), (got.ETag, got.Headers.ContentType, got.Metadata["encoding"]));
        Assert.Equal(new[] { ("ObjectCreated:Put", key) }, fixture.Announced);
    }

    [Fact]
    public async Task Of_a_bucket_with_Object_Lock_nothing_goes_or_changes()
    {
        await PutAsync(null);

        var changed = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(null));
        var deleted = await Assert.ThrowsAsync<AmazonS3Exception>(() => fixture.Client.DeleteObjectAsync(ObjectFixture.LockedBucket, "heads/a"));
        var there = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync("*"));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.PreconditionFailed), (changed.StatusCode, deleted.StatusCode, there.StatusCode));

        Task PutAsync(string? ifNoneMatch) => fixture.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = ObjectFixture.LockedBucket, Key = "heads/a", ContentBody = "", IfNoneMatch = ifNoneMatch });
    }

    [Fact]
    public async Task Versions_are_listed_page_by_page()
    {
        foreach (var key in new[] { "heads/a", "heads/b ñ", "heads/c", "other" })
            await PutAsync(key, "");
        var keys = new List<string>();
        var request = new ListVersionsRequest { BucketName = Bucket, Prefix = "heads/", MaxKeys = 2 };
        ListVersionsResponse page;
        do
        {
            page = await fixture.Client.ListVersionsAsync(request);
            keys.AddRange(page.Versions.Select(version => version.Key));
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated is true);

        Assert.Equal(["heads/a", "heads/b ñ", "heads/c"], keys);
    }

    [Fact]
    public async Task Keys_that_are_files_and_folders_at_once_and_long_ones_do_not_meet()
    {
        string[] keys = ["a", "a/b", "a/b/c", new('k', 1000), new string('k', 1000) + "2"];
        foreach (var key in keys)
            await PutAsync(key, key);

        foreach (var key in keys)
            Assert.Equal(key, await GetAsync(key));
    }

    [Fact]
    public async Task A_range_is_a_part_of_the_same_object_or_nothing()
    {
        var etag = await PutAsync("k", "0123456789");
        using var part = await fixture.Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "k", ByteRange = new ByteRange(3, 5), EtagToMatch = etag });
        using var rest = await fixture.Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "k", ByteRange = new ByteRange("bytes=8-") });
        var behind = await Assert.ThrowsAsync<AmazonS3Exception>(() => fixture.Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "k", ByteRange = new ByteRange("bytes=10-") }));
        await PutAsync("k", "other");
        var changed = await Assert.ThrowsAsync<AmazonS3Exception>(() => fixture.Client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = "k", EtagToMatch = etag }));

        Assert.Equal("345", await new StreamReader(part.ResponseStream).ReadToEndAsync());
        Assert.Equal("89", await new StreamReader(rest.ResponseStream).ReadToEndAsync());
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.PreconditionFailed), (behind.StatusCode, changed.StatusCode));
    }

    [Fact]
    public async Task An_object_is_looked_up_and_deleted()
    {
        await PutAsync("k", "12345");
        var head = await fixture.Client.GetObjectMetadataAsync(Bucket, "k");
        await fixture.Client.DeleteObjectAsync(Bucket, "k");
        await fixture.Client.DeleteObjectAsync(Bucket, "k");
        var gone = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => fixture.Client.GetObjectAsync(Bucket, "k"));
        var goneToo = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => fixture.Client.GetObjectMetadataAsync(Bucket, "k"));

        Assert.Equal(5, head.ContentLength);
        Assert.Equal(("NoSuchKey", HttpStatusCode.NotFound, HttpStatusCode.NotFound), (gone.ErrorCode, gone.StatusCode, goneToo.StatusCode));
    }

    [Fact]
    public async Task Of_many_that_make_an_object_that_must_be_new_one_does()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            try
            {
                await fixture.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "one", ContentBody = $"{number}", IfNoneMatch = "*" });
                return HttpStatusCode.OK;
            }
            catch (AmazonS3Exception refused)
            {
                return refused.StatusCode;
            }
        }));

        Assert.Equal(1, outcomes.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(19, outcomes.Count(status => status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_list_comes_in_pages_and_with_common_prefixes()
    {
        foreach (var key in new[] { "import/b c.csv", "import/a.csv", "import/old/x", "import/old/y", "other" })
            await PutAsync(key, "x");

        var first = await fixture.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = "import/", MaxKeys = 2 });
        var second = await fixture.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = "import/", ContinuationToken = first.NextContinuationToken });
        var folders = await fixture.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = "import/", Delimiter = "/" });

        Assert.Equal(["import/a.csv", "import/b c.csv"], first.S3Objects.Select(known => known.Key));
        Assert.Equal(["import/old/x", "import/old/y"], second.S3Objects.Select(known => known.Key));
        Assert.Equal((true, false), (first.IsTruncated, second.IsTruncated));
        Assert.Equal(["import/old/"], folders.CommonPrefixes);
        Assert.Equal(2, folders.S3Objects.Count);
    }

    [Fact]
    public async Task An_object_in_parts_is_one_when_it_is_complete()
    {
        var upload = (await fixture.Client.InitiateMultipartUploadAsync(Bucket, "big")).UploadId;
        var parts = new List<PartETag>();
        foreach (var number in new[] { 2, 1 })
        {
            var part = await fixture.Client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = Bucket,
                Key = "big",
                UploadId = upload,
                PartNumber = number,
                InputStream = new MemoryStream(Encoding.UTF8.GetBytes(new string((char)('0' + number), 6_000_000))),
            });
            parts.Insert(0, new PartETag(number, part.ETag));
        }
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => GetAsync("big"));
        await fixture.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = Bucket, Key = "big", UploadId = upload, PartETags = parts });

        Assert.Equal(new string('1', 6_000_000) + new string('2', 6_000_000), await GetAsync("big"));
        Assert.Equal(new[] { ("ObjectCreated:CompleteMultipartUpload", "big") }, fixture.Announced);
        Assert.EndsWith("-2\"", (await fixture.Client.GetObjectMetadataAsync(Bucket, "big")).ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_is_aborted_is_unknown()
    {
        var upload = (await fixture.Client.InitiateMultipartUploadAsync(Bucket, "big")).UploadId;
        await fixture.Client.AbortMultipartUploadAsync(Bucket, "big", upload);
        var unknown = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => fixture.Client.AbortMultipartUploadAsync(Bucket, "big", upload));

        Assert.Equal("NoSuchUpload", unknown.ErrorCode);
    }

    [Fact]
    public async Task A_signed_link_works_for_as_long_as_it_says_and_for_nothing_else()
    {
        await PutAsync("export/á b.csv", "rows");
        await PutAsync("export/c.csv", "others");
        var link = await fixture.Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = Bucket,
            Key = "export/á b.csv",
            Verb = HttpVerb.GET,
            Protocol = Amazon.S3.Protocol.HTTP,
            Expires = fixture.Time.GetUtcNow().AddMinutes(15).UtcDateTime,
            ResponseHeaderOverrides = { ContentDisposition = "attachment; filename=\"export.csv\"" },
        });
        using var http = new HttpClient();

        using var answer = await http.GetAsync(link);
        using var other = await http.GetAsync(link.Replace(Uri.EscapeDataString("á") + "%20b.csv", "c.csv", StringComparison.Ordinal));
        using var longer = await http.GetAsync(Regex.Replace(link, "X-Amz-Expires=[0-9]+", "X-Amz-Expires=9000"));
        using var put = await http.PutAsync(link, new StringContent("x"));
        fixture.Time.Advance(TimeSpan.FromMinutes(16));
        using var late = await http.GetAsync(link);

        Assert.Equal("rows", await answer.Content.ReadAsStringAsync());
        Assert.Equal("export.csv", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Matches("X-Amz-Expires=(89[0-9]|900)&", link); // the SDK goes by its own clock
        Assert.All(new[] { other, longer, put, late }, refused => Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode));
        Assert.Contains("SignatureDoesNotMatch", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Request has expired", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reads_without_a_signature_nor_from_a_bucket_that_is_not_there()
    {
        await PutAsync("k", "x");
        using var http = new HttpClient();
        using var open = await http.GetAsync(new Uri(fixture.Address, $"{Bucket}/k"));
        var unknown = await Assert.ThrowsAsync<AmazonS3Exception>(() => fixture.Client.GetObjectAsync("other-bucket", "k"));

        Assert.Equal((HttpStatusCode.Forbidden, "NoSuchBucket"), (open.StatusCode, unknown.ErrorCode));
    }

    [Fact]
    public async Task Objects_outlive_the_host()
    {
        var folder = Directory.CreateTempSubdirectory("clinic-objects-test-").FullName;
        await using (var first = await ObjectFixture.StartAsync(folder))
        {
            await first.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "kept", Metadata = { ["encoding"] = "x" } });
            await first.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "gone", ContentBody = "x" });
            await first.Client.DeleteObjectAsync(Bucket, "gone");
        }
        await using (var second = await ObjectFixture.StartAsync(folder))
        {
            using var got = await second.Client.GetObjectAsync(Bucket, "k");
            Assert.Equal(("kept", "x"), (await new StreamReader(got.ResponseStream).ReadToEndAsync(), got.Metadata["encoding"]));
            Assert.Single((await second.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects);
        }
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> PutAsync(string key, string content) =>
        (await fixture.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = content })).ETag;

    private async Task<string> GetAsync(string key)
    {
        using var got = await fixture.Client.GetObjectAsync(Bucket, key);
        return await new StreamReader(got.ResponseStream).ReadToEndAsync();
    }
}
