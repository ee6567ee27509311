"""gaps/sqs_queue_attributes.py, and what a message's way is."""

from __future__ import annotations

import json

DENY = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}


def test_a_policy_outlives_a_change_of_another_attribute(aws):
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="mail", Attributes={"VisibilityTimeout": "30"})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [DENY]})})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert json.loads(found["Policy"])["Statement"] == [DENY] and found["VisibilityTimeout"] == "60"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    assert "Policy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def test_a_dead_letter_queue_says_whose_it_is(aws):
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="mail-dead")["QueueUrl"]
    allow = {"redrivePermission": "byQueue", "sourceQueueArns": ["arn:aws:sqs:us-east-1:123456789012:mail"]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedriveAllowPolicy": json.dumps(allow)})
    for names in (["RedriveAllowPolicy"], ["All"]):
        assert json.loads(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]["RedriveAllowPolicy"]) == allow
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedriveAllowPolicy": ""})
    assert "RedriveAllowPolicy" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def test_a_message_goes_from_a_topic_to_a_queue_and_at_last_to_the_dead(aws):
    sqs, sns = aws("sqs"), aws("sns")
    dead = sqs.create_queue(QueueName="mail-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1}, separators=(",", ":"))
    url = sqs.create_queue(QueueName="mail", Attributes={"RedrivePolicy": redrive, "VisibilityTimeout": "0"})["QueueUrl"]
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"] == redrive
    topic = sns.create_topic(Name="news")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn.replace("mail-dead", "mail"), Attributes={"RawMessageDelivery": "true"})
    sns.publish(TopicArn=topic, Message="good news")
    assert [m["Body"] for m in sqs.receive_message(QueueUrl=url)["Messages"]] == ["good news"]
    assert not sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0).get("Messages")
    assert [m["Body"] for m in sqs.receive_message(QueueUrl=dead)["Messages"]] == ["good news"]
